/**
 * The choices above the list.
 *
 * @module
 */

import type { VNode } from "preact";
import { KINDS } from "../../../jira/types.ts";
import type { Relation } from "../../filters.ts";
import type { FeedModel } from "./feed_model.ts";

const KIND_NAMES: Readonly<Record<string, string>> = {
  created: "Issue created",
  updated: "Issue changed",
  deleted: "Issue deleted",
  commented: "Comment",
  worklog: "Work logged",
};

const RELATION_NAMES: readonly (readonly [Relation, string])[] = [
  ["any", "Anyone"],
  ["involved", "Concerning me"],
  ["assignee", "Assigned to me"],
  ["reporter", "Reported by me"],
  ["mention", "Mentioning me"],
];

/** Text, project, kind and relation; every change takes effect as it is made. */
export function FilterBar({ feed }: { readonly feed: FeedModel }): VNode {
  const filters = feed.filters.value;
  return (
    <form
      class="filters"
      role="search"
      aria-label="Filter"
      onSubmit={(event) => event.preventDefault()}
    >
      <label class="filter filter-text">
        <span>Search</span>
        <input
          id="filter-text"
          type="search"
          value={filters.text}
          placeholder="Words, key or person"
          onInput={(event) => feed.filter({ text: event.currentTarget.value })}
        />
      </label>
      <label class="filter">
        <span>Project</span>
        <input
          type="text"
          value={filters.project}
          placeholder="All"
          autocomplete="off"
          spellcheck={false}
          list="project-keys"
          onInput={(event) => feed.filter({ project: event.currentTarget.value })}
        />
        <ProjectKeys feed={feed} />
      </label>
      <label class="filter">
        <span>Kind</span>
        <select
          value={filters.kind}
          onChange={(event) => feed.filter({ kind: event.currentTarget.value })}
        >
          <option value="">All</option>
          {KINDS.map((kind) => (
            <option key={kind} value={kind}>{KIND_NAMES[kind] ?? capital(kind)}</option>
          ))}
        </select>
      </label>
      <label class="filter">
        <span>Whose</span>
        <select
          value={filters.relation}
          onChange={(event) => feed.filter({ relation: event.currentTarget.value as Relation })}
        >
          {RELATION_NAMES.map(([relation, name]) => (
            <option key={relation} value={relation}>{name}</option>
          ))}
        </select>
      </label>
      {filters.relation !== "any" && (
        <label class="filter">
          <span>My account id</span>
          <input
            type="text"
            value={filters.me}
            placeholder="as in your Jira profile's address"
            autocomplete="off"
            spellcheck={false}
            onInput={(event) => feed.filter({ me: event.currentTarget.value })}
          />
        </label>
      )}
    </form>
  );
}

function ProjectKeys({ feed }: { readonly feed: FeedModel }): VNode {
  const keys = new Set(feed.visible.value.flatMap(({ issue }) => issue?.project?.key ?? []));
  return (
    <datalist id="project-keys">
      {[...keys].sort().map((key) => <option key={key} value={key} />)}
    </datalist>
  );
}

function capital(word: string): string {
  return word.slice(0, 1).toUpperCase() + word.slice(1);
}
