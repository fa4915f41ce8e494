/// <reference types="@types/chrome" />
/**
 * What Firefox offers otherwise.
 *
 * @module
 */

/**
 * Whether this is the package for Firefox: it has a sidebar, which needs no permission, in place of a
 * side panel, and notifications that sound as the system wants.
 */
export function isFirefox(): boolean {
  return "sidebar_action" in chrome.runtime.getManifest();
}
