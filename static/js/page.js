// @ts-check
/** This file starts what every page has: search suggestions and menus. */
import { startMenus } from "#menus";
import { startSearch } from "#search";

startSearch();
startMenus();
