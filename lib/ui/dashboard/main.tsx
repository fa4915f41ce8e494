/**
 * Where the bundle of the dashboard begins.
 *
 * @module
 */

import { render } from "preact";
import { App } from "./app.tsx";
import { PageModel } from "./page_model.ts";

const root = document.getElementById("app");
if (root !== null) render(<App page={new PageModel(window)} />, root);
