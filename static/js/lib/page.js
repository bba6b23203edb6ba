// @ts-check
/** This file starts the common parts of every page: search suggestions, menus and sign-out. */
import { startSignOut } from "#lib/kept";
import { startMenus } from "#lib/menus";
import { startSearch } from "#lib/search";

startSearch();
startMenus();
startSignOut();
