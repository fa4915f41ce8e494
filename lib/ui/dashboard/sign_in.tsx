/**
 * Asks for a token, and says where to find one.
 *
 * @module
 */

import type { VNode } from "preact";
import { useLayoutEffect, useRef } from "preact/hooks";
import { Mark } from "../icons.tsx";
import type { PageModel } from "./page_model.ts";

/** The page while nobody is signed in. */
export function SignIn({ page }: { readonly page: PageModel }): VNode {
  const field = useRef<HTMLInputElement>(null);
  // Browsers heed `autofocus` when a page loads, and not when a token was refused or given back.
  useLayoutEffect(() => field.current?.focus(), []);
  function submit(event: SubmitEvent & { readonly currentTarget: HTMLFormElement }): void {
    event.preventDefault();
    const token = String(new FormData(event.currentTarget).get("token") ?? "").trim();
    if (token !== "") page.signIn(token);
  }
  return (
    <main class="sign-in">
      <Mark />
      <h1>Boardcast</h1>
      <p>Jira changes, live, seconds after they happen.</p>
      <form onSubmit={submit}>
        <label for="token">Token</label>
        <input
          ref={field}
          id="token"
          name="token"
          type="password"
          autocomplete="current-password"
          required
          aria-describedby="token-help"
        />
        <button type="submit" class="primary">Sign in</button>
        {page.refused.value !== null && <p class="refused" role="alert">{page.refused}</p>}
      </form>
      <p id="token-help" class="fineprint">
        The service prints its admin token, with a link that signs you in, in the terminal when it
        first starts. If you set <code>ADMIN_TOKEN</code>{" "}
        yourself, it is that. It stays in this tab and is forgotten when you close it.
      </p>
    </main>
  );
}
