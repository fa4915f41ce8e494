/**
 * What lies over the list: keys, snooze, mute and follow, pause.
 *
 * @module
 */

import type { ComponentChildren, VNode } from "preact";
import { useLayoutEffect, useRef } from "preact/hooks";
import type { Command } from "../model/commands.ts";
import type { Group } from "../model/groups.ts";
import { nextWeek, tomorrow } from "../model/quiet.ts";
import type { Place } from "../model/settings.ts";
import type { InboxModel } from "./inbox_model.ts";
import { KEYS } from "./keyboard.ts";

const HOUR = 3_600_000;

/** The sheet that is open, if any. */
export function Sheets({ inbox }: { readonly inbox: InboxModel }): VNode | null {
  const sheet = inbox.sheet.value;
  switch (sheet?.t) {
    case "help":
      return <HelpSheet inbox={inbox} />;
    case "pause":
      return <PauseSheet inbox={inbox} />;
    case "snooze":
      return <SnoozeSheet inbox={inbox} group={sheet.group} />;
    case "place":
      return <PlaceSheet inbox={inbox} group={sheet.group} />;
    case undefined:
      return null;
  }
}

interface SheetProps {
  readonly inbox: InboxModel;
  readonly title: string;
  readonly children: ComponentChildren;
}

/** A dialog; the browser closes it with Escape and gives the focus back. */
function Sheet({ inbox, title, children }: SheetProps): VNode {
  const dialog = useRef<HTMLDialogElement>(null);
  useLayoutEffect(() => dialog.current?.showModal(), []);
  return (
    <dialog
      ref={dialog}
      class="sheet"
      aria-labelledby="sheet-title"
      onClose={() => inbox.sheet.value = null}
    >
      <h2 id="sheet-title">{title}</h2>
      {children}
      <form method="dialog">
        <button type="submit" class="quiet">{inbox.words.t("close")}</button>
      </form>
    </dialog>
  );
}

function HelpSheet({ inbox }: { readonly inbox: InboxModel }): VNode {
  return (
    <Sheet inbox={inbox} title={inbox.words.t("keys")}>
      <dl class="keys">
        {KEYS.map(([key, does]) => (
          <div key={key}>
            <dt>
              <kbd>{key}</kbd>
            </dt>
            <dd>{inbox.words.t(does)}</dd>
          </div>
        ))}
      </dl>
    </Sheet>
  );
}

function PauseSheet({ inbox }: { readonly inbox: InboxModel }): VNode {
  const { t } = inbox.words;
  const now = inbox.now.value;
  const paused = inbox.state.value.pausedUntil > now;
  return (
    <Sheet inbox={inbox} title={t("pause")}>
      <p class="fineprint">{t("pause_help")}</p>
      <Choices
        inbox={inbox}
        choices={[
          [t("pause_hour"), { t: "pause", until: now + HOUR }],
          [t("until_tomorrow"), { t: "pause", until: tomorrow(now) }],
          ...paused ? [[t("pause_end"), { t: "pause", until: 0 }] as const] : [],
        ]}
      />
    </Sheet>
  );
}

function SnoozeSheet(
  { inbox, group }: { readonly inbox: InboxModel; readonly group: Group },
): VNode {
  const { t } = inbox.words;
  const { ref } = group;
  const now = inbox.now.value;
  const until = (at: number | null) => ({ t: "snooze", ref, until: at }) as const;
  return (
    <Sheet inbox={inbox} title={t("snooze_title", nameOf(group))}>
      <Choices
        inbox={inbox}
        choices={[
          [t("snooze_change"), until(null)],
          [t("snooze_hours"), until(now + 3 * HOUR)],
          [t("until_tomorrow"), until(tomorrow(now))],
          [t("snooze_week"), until(nextWeek(now))],
        ]}
      />
    </Sheet>
  );
}

function PlaceSheet(
  { inbox, group }: { readonly inbox: InboxModel; readonly group: Group },
): VNode {
  const { t } = inbox.words;
  const { mutes, follows } = inbox.state.value.settings;
  const choices = placesOf(group).flatMap((place) => {
    const muted = has(mutes, place);
    const followed = has(follows, place);
    return [
      [
        t(followed ? "unfollow" : "follow", place.key),
        { t: "follow", place, on: !followed },
      ] as const,
      [t(muted ? "unmute" : "mute", place.key), { t: "mute", place, on: !muted }] as const,
    ];
  });
  return (
    <Sheet inbox={inbox} title={nameOf(group)}>
      <Choices inbox={inbox} choices={choices} />
    </Sheet>
  );
}

function Choices(
  { inbox, choices }: {
    readonly inbox: InboxModel;
    readonly choices: readonly (readonly [name: string, command: Command])[];
  },
): VNode {
  function choose(command: Command): void {
    void inbox.send(command);
    inbox.sheet.value = null;
  }
  return (
    <ul class="sheet-choices">
      {choices.map(([name, command]) => (
        <li key={name}>
          <button type="button" onClick={() => choose(command)}>{name}</button>
        </li>
      ))}
    </ul>
  );
}

function placesOf({ server, issue }: Group): Place[] {
  if (issue === null) return [];
  const { id, key = id, project } = issue;
  const base = { server: server.url };
  return [
    { ...base, kind: "issue", id, key },
    ...project === undefined
      ? []
      : [{ ...base, kind: "project" as const, id: project.id, key: project.key }],
  ];
}

function has(places: readonly Place[], { server, kind, id }: Place): boolean {
  return places.some((each) => each.server === server && each.kind === kind && each.id === id);
}

function nameOf({ issue, entries }: Group): string {
  return issue?.key ?? entries[0]?.item.subject?.name ?? "";
}
