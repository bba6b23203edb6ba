// @ts-check
/** This file starts the common parts of every page: search suggestions, menus, sign-out, limits of files. */
import { startFileLimits } from "#lib/file-limit";
import { startSignOut } from "#lib/kept";
import { startMenus } from "#lib/menus";
import { startSearch } from "#lib/search";

startSearch();
startMenus();
startSignOut();
startFileLimits();
