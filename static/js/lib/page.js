// @ts-check
/** This file starts what every page has: search suggestions and menus. */
import { startMenus } from "#lib/menus";
import { startSearch } from "#lib/search";

startSearch();
startMenus();
