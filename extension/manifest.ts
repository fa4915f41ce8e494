/**
 * The manifest, for each kind of browser. Required are storage and alarms only; everything else is
 * asked for where it is wanted.
 *
 * @module
 */

/** Fixes the id of the unpacked extension, by which a dashboard finds it; stores give ids of their own. */
export const PUBLIC_KEY: string =
  "MIIBIjANBgkqhkiG9w0BAQEFAAOCAQ8AMIIBCgKCAQEAolCfpMaTfV0Pc4q0QysdxNu83vIVBtm2Ite5tmbOPeHSpKVM1Yex" +
  "xJkGsyTmKLOmtxTIDHMQFgamdv/pLa0wuBIMgMTalaJ1O1cF8Hre8OpU/RYuYJbsOQfIjGN+XJZg4Ws3TuykKCrXtf+sFrkek" +
  "RoXYmeErx/kB+kJBMMjIks9QIguJJA3EFzblo3DVGjvpdgkc1Uj0q5T4msv159fJ+OrXEGIbcQ6YooBoHo2SvFKE07zoN48lA" +
  "lqExlfYPMPtvgB/pIG1jP41EMRa8sb4ak2u5HsyJ4phNjy6iAYFFyoelEt2CQ1dXNouMQWa7eTA3V8ehcSHLdgW+A8iMgunwI" +
  "DAQAB";

/** Sizes the icon is drawn in. */
export const ICON_SIZES = [16, 32, 48, 128] as const;

/** Hosts of this machine: the only ones a service may be reached at without encryption. */
const HERE = ["http://localhost/*", "http://127.0.0.1/*"];

/** Only what the package itself brings may run; it may talk to any service somebody chooses. */
const POLICY = [
  "default-src 'none'",
  "script-src 'self'",
  "style-src 'self'",
  "img-src 'self'",
  "connect-src https: wss: http://localhost:* ws://localhost:* http://127.0.0.1:* ws://127.0.0.1:*",
  "base-uri 'none'",
  "form-action 'none'",
  "frame-ancestors 'none'",
].join("; ");

/** The manifest of a version. */
export function manifestOf(
  browser: "chrome" | "firefox",
  { version }: { readonly version: string },
): Record<string, unknown> {
  return { ...shared(version), ...browser === "chrome" ? forChrome() : forFirefox() };
}

function action(): Record<string, unknown> {
  return { default_icon: icons(), default_popup: "inbox.html", default_title: "__MSG_name__" };
}

function icons(): Record<string, string> {
  return Object.fromEntries(ICON_SIZES.map((size) => [size, `icons/${size}.png`]));
}

function shared(version: string): Record<string, unknown> {
  return {
    manifest_version: 3,
    name: "__MSG_name__",
    description: "__MSG_description__",
    version,
    default_locale: "en",
    icons: icons(),
    action: action(),
    options_ui: { page: "options.html", open_in_tab: true },
    permissions: ["storage", "alarms"],
    content_security_policy: { extension_pages: POLICY },
    incognito: "not_allowed",
    commands: {
      _execute_action: {
        suggested_key: { default: "Alt+Shift+J" },
        description: "__MSG_open_inbox__",
      },
    },
  };
}

function forChrome(): Record<string, unknown> {
  return {
    // 116: a WebSocket keeps a worker alive; 120: alarms of 30 s; 126: URL.parse.
    minimum_chrome_version: "126",
    background: { service_worker: "worker.js", type: "module" },
    side_panel: { default_path: "inbox.html?panel" },
    optional_permissions: ["notifications", "scripting", "sidePanel"],
    optional_host_permissions: ["https://*/*", ...HERE],
    externally_connectable: { matches: ["https://*/*", ...HERE] },
  };
}

/** Firefox runs an event page instead of a worker, and has a sidebar of its own. */
function forFirefox(): Record<string, unknown> {
  return {
    background: { scripts: ["worker.js"], type: "module" },
    // Else the icon, and the number on it, are in the menu of extensions.
    action: { ...action(), default_area: "navbar" },
    sidebar_action: {
      default_panel: "inbox.html?panel",
      default_icon: "icons/32.png",
      open_at_install: false,
    },
    optional_permissions: ["notifications", "scripting"],
    optional_host_permissions: ["https://*/*", ...HERE],
    browser_specific_settings: {
      gecko: {
        id: "boardcast@boardcast.example",
        // The release with extended support that this is tested in.
        strict_min_version: "153.0",
        data_collection_permissions: { required: ["websiteContent", "authenticationInfo"] },
      },
    },
  };
}
