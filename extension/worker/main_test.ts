import { deepEqual } from "node:assert/strict";

/** Events the worker is started by, or has to hear of while it lives. */
const HEARD = [
  "action.onClicked",
  "alarms.onAlarm",
  "notifications.onButtonClicked",
  "notifications.onClicked",
  "notifications.onClosed",
  "permissions.onAdded",
  "permissions.onRemoved",
  "runtime.onConnect",
  "runtime.onInstalled",
  "runtime.onMessage",
  "runtime.onMessageExternal",
  "runtime.onStartup",
  "storage.sync.onChanged",
];

/** A `chrome` that tells who listens, and answers nothing that is asked of it, ever. */
function silentChrome(path: string, heard: Set<string>): unknown {
  return new Proxy(() => {}, {
    get(_, name) {
      if (typeof name !== "string") return undefined;
      if (name === "addListener") return () => void heard.add(path);
      if (name === "hasListeners") return () => heard.has(path);
      if (name === "getManifest") return () => ({ version: "0" });
      if (name === "getMessage") return () => "en";
      return silentChrome(path === "" ? name : `${path}.${name}`, heard);
    },
    apply: () => new Promise(() => {}),
  });
}

Deno.test("the worker listens to everything before the browser has answered anything", async () => {
  const heard = new Set<string>();
  const { chrome } = globalThis;
  Object.assign(globalThis, { chrome: silentChrome("", heard) });
  try {
    await import("./main.ts");
    deepEqual([...heard].sort(), HEARD);
  } finally {
    Object.assign(globalThis, { chrome });
  }
});
