/// <reference types="@types/chrome" />
/**
 * A page's link to the worker and to what it stored. Pages read, and ask; only the worker writes.
 *
 * @module
 */

import { type Signal, signal } from "@preact/signals";
import { wordsOf } from "../../lib/feed/client/words.ts";
import type { Command } from "../model/commands.ts";
import type { Connection } from "../model/connection.ts";
import { apply } from "../model/state.ts";
import { type Complaint, type Failure, toFailure } from "../model/trouble.ts";
import type { State } from "../model/types.ts";
import { readSettings } from "../model/settings.ts";
import { connectionOf, toChange, toState } from "../store/keys.ts";

/** How often a command is given again when the worker died over it. */
const ATTEMPTS = 3;

/** What a page knows, kept up to date while it is open. */
export interface Link {
  /** `null` until it is read. */
  readonly state: Signal<State | null>;
  /** By server. */
  readonly connections: Signal<ReadonlyMap<string, Connection>>;
  /**
   * Has the worker do something.
   *
   * @returns The worker's answer.
   * @throws {CommandError} When it cannot.
   */
  send(command: Command): Promise<unknown>;
}

/** Opens the link of a page, for as long as the page is open. */
export function openLink(): Link {
  const state = signal<State | null>(null);
  const connections = signal<ReadonlyMap<string, Connection>>(new Map());
  const early: Record<string, unknown> = {};
  chrome.storage.onChanged.addListener((changes, area) => {
    const values = Object.fromEntries(
      Object.entries(changes).map(([key, { newValue }]) => [key, newValue ?? null]),
    );
    if (area === "session") connections.value = withConnections(connections.peek(), values);
    const known = state.peek();
    if (area === "local" && known !== null) state.value = apply(known, toChange(values));
    // What changes while the first read is under way may not be in it.
    if (area === "local" && known === null) Object.assign(early, values);
    if (area === "sync") void readSync(state);
  });
  void readAll({ state, connections, early });
  stayConnected();
  return { state, connections, send };
}

async function readAll(
  { state, connections, early }: Omit<Link, "send"> & { readonly early: Record<string, unknown> },
): Promise<void> {
  const [local, sync, session] = await Promise.all([
    chrome.storage.local.get(null),
    chrome.storage.sync.get(null),
    chrome.storage.session.get(null),
  ]);
  connections.value = withConnections(new Map(), session);
  state.value = apply(toState(local, sync), toChange(early));
}

async function readSync(state: Link["state"]): Promise<void> {
  const { settings, ...spread } = await chrome.storage.sync.get(null) as {
    readonly settings?: object;
  };
  const known = state.peek();
  if (known !== null) {
    state.value = apply(known, { settings: readSettings({ ...settings, ...spread }) });
  }
}

function withConnections(
  known: ReadonlyMap<string, Connection>,
  values: Record<string, unknown>,
): ReadonlyMap<string, Connection> {
  const changed = new Map(known);
  for (const [key, value] of Object.entries(values)) {
    const server = connectionOf(key);
    if (server === null) continue;
    if (value === null) changed.delete(server);
    else changed.set(server, value as Connection);
  }
  return changed;
}

async function send(command: Command): Promise<unknown> {
  for (let attempt = 1;; attempt++) {
    try {
      const reply = await chrome.runtime.sendMessage(command) as
        | { readonly ok: true; readonly answer: unknown }
        | { readonly ok: false; readonly failure: string; readonly detail: string };
      if (reply.ok) return reply.answer;
      throw new CommandError(toFailure(reply.failure), reply.detail);
    } catch (error) {
      if (error instanceof CommandError) throw error;
      if (attempt === ATTEMPTS) throw new CommandError("no_worker", wordsOf(error));
    }
  }
}

/** The worker could not do what was asked, or does not answer. */
export class CommandError extends Error {
  override readonly name = "CommandError";

  /** A failure, by its name and what the worker or the browser said. */
  constructor(readonly code: Failure, detail: string) {
    super(detail);
  }
}

/** What there is to say of a command that failed. */
export function complaintOfCommand(error: unknown): Complaint {
  const trouble = error instanceof CommandError ? error.code : "unknown";
  return { trouble, code: null, detail: wordsOf(error) };
}

/** Hears of the worker's death by its port, and starts the next one. */
function stayConnected(): void {
  chrome.runtime.connect().onDisconnect.addListener(() => {
    if (chrome.runtime.id !== undefined) stayConnected();
  });
}
