// @ts-check
/** This file starts the common parts of every page: search suggestions and menus. */
import { startMenus } from "#lib/menus";
import { startSearch } from "#lib/search";

startSearch();
startMenus();
