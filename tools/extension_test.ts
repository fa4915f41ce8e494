import { deepEqual, equal, ok } from "node:assert/strict";
import { createHash } from "node:crypto";
import { unzipSync } from "fflate";
import { manifestOf, PUBLIC_KEY } from "../extension/manifest.ts";
import { EXTENSION_ID } from "../lib/ui/pairing.ts";
import { buildExtension } from "./extension.ts";

const MOST_BYTES = 150 * 1024;

Deno.test("the packages are small, and the same each time", async () => {
  const [first, second] = [await buildExtension(), await buildExtension()];
  first.forEach(({ browser, zip }, at) => {
    ok(zip.length <= MOST_BYTES, `${browser}: ${zip.length} bytes`);
    deepEqual(zip, second[at]!.zip, browser);
  });
});

Deno.test("a package holds everything its manifest names, and no key", async () => {
  for (const { zip } of await buildExtension()) {
    const files = unzipSync(zip);
    const manifest = JSON.parse(new TextDecoder().decode(files["manifest.json"]));
    equal(manifest.key, undefined);
    const named = [
      ...Object.values(manifest.icons as Record<string, string>),
      manifest.action.default_popup,
      manifest.options_ui.page,
      "content.js",
    ];
    for (const name of named) ok(name in files, name);
    for (const [name, bytes] of Object.entries(files)) {
      if (!name.endsWith(".js")) continue;
      const code = new TextDecoder().decode(bytes);
      ok(!/\beval\(|new Function\(/.test(code), `${name} runs no text as code`);
    }
  }
});

Deno.test("installing asks for storage and alarms only", () => {
  for (const browser of ["chrome", "firefox"] as const) {
    const manifest = manifestOf(browser, { version: "1.2.3" });
    deepEqual(manifest.permissions, ["storage", "alarms"]);
    equal(manifest.host_permissions, undefined);
    equal(manifest.content_scripts, undefined);
  }
});

Deno.test("pages run nothing but what the package brings, and stand in no other page", () => {
  for (const browser of ["chrome", "firefox"] as const) {
    const { content_security_policy } = manifestOf(browser, { version: "1" }) as {
      readonly content_security_policy: { readonly extension_pages: string };
    };
    const rules = content_security_policy.extension_pages.split("; ");
    const policy = new Map(rules.map((rule) => {
      const [name = "", ...from] = rule.split(" ");
      return [name, from] as const;
    }));
    deepEqual(policy.get("default-src"), ["'none'"]);
    deepEqual(policy.get("script-src"), ["'self'"]);
    deepEqual(policy.get("frame-ancestors"), ["'none'"]);
    const open = policy.get("connect-src")!
      .filter((from) => !/^(https:|wss:|\w+:\/\/(localhost|127\.0\.0\.1):\*)$/.test(from));
    deepEqual(open, [], "no token crosses a network in the open");
  }
});

Deno.test("Firefox shows the icon, opens no sidebar by itself, and is told of data", () => {
  const manifest = manifestOf("firefox", { version: "1" }) as {
    readonly action: { readonly default_area?: string; readonly default_popup: string };
    readonly sidebar_action: { readonly open_at_install?: boolean };
    readonly browser_specific_settings: {
      readonly gecko: {
        readonly data_collection_permissions: { readonly required: readonly string[] };
      };
    };
  };
  equal(manifest.action.default_area, "navbar");
  equal(manifest.action.default_popup, "inbox.html");
  equal(manifest.sidebar_action.open_at_install, false);
  const { data_collection_permissions } = manifest.browser_specific_settings.gecko;
  deepEqual(data_collection_permissions.required, ["websiteContent", "authenticationInfo"]);
});

Deno.test("the key gives the id the dashboard calls", () => {
  const hash = createHash("sha256").update(PUBLIC_KEY, "base64").digest("hex").slice(0, 32);
  const id = [...hash].map((digit) => String.fromCharCode(97 + Number.parseInt(digit, 16)));
  equal(id.join(""), EXTENSION_ID);
});

Deno.test("the icons have the sizes they are named by", async () => {
  for (
    const [size, path] of Object.entries(manifestOf("chrome", { version: "1" }).icons as object)
  ) {
    const bytes = await Deno.readFile(new URL(`../extension/${path}`, import.meta.url));
    equal(new DataView(bytes.buffer).getUint32(16), Number(size));
  }
});
