// The behaviour of every page. Each part listens on the document, so swapped-in pieces need no starting.
import htmx from "htmx.org";
import { startAutosave } from "./autosave.ts";
import { startDialogs } from "./dialogs.ts";
import { startFields } from "./fields.ts";
import { startFlashes } from "./flashes.ts";
import { startFrame } from "./frame.ts";
import { startGrids } from "./grid.ts";
import { startKeys } from "./keys.ts";
import { startRequests } from "./requests.ts";

declare global {
  interface Window {
    htmx: typeof htmx;
  }
}

window.htmx = htmx; // islands use htmx.ajax for their requests
startFrame();
startFlashes();
startDialogs();
startRequests();
startFields();
startGrids();
startAutosave();
startKeys();
