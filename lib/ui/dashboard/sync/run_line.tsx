/**
 * One run of the list, and what more there is to tell of it.
 *
 * @module
 */

import { type Signal, useSignal } from "@preact/signals";
import type { VNode } from "preact";
import type { ProjectDrift, Run } from "../../../sync/types.ts";
import { paragraph } from "../../alarms.ts";
import { counted, countWords } from "../../numbers.ts";
import {
  driftWords,
  foundWords,
  outcomeOf,
  projectRows,
  RUN_NAMES,
  runLength,
} from "../../runs.ts";
import { fullTime, instant } from "../../time.ts";
import { LevelIcon } from "../../icons.tsx";

const PROJECT_STATES: Readonly<Record<ProjectDrift["state"], string>> = {
  done: "Compared",
  braked: "Held back",
  unobserved: "Not compared",
};

/** What a line is drawn from. `now` in ms. */
export interface RunLineProps {
  readonly run: Run;
  readonly now: Signal<number>;
}

/** A row, and below it the rest while it is open. */
export function RunLine({ run, now }: RunLineProps): VNode {
  const open = useSignal(false);
  const { level, words } = outcomeOf(run);
  const moreId = `run-${run.id}`;
  return (
    <>
      <tr>
        <th scope="row">
          <button
            type="button"
            class="opener"
            aria-expanded={open.value}
            aria-controls={open.value ? moreId : undefined}
            onClick={() => open.value = !open.value}
          >
            {RUN_NAMES[run.kind]}
          </button>
        </th>
        <td>
          <time dateTime={new Date(run.startedAt).toISOString()} title={fullTime(run.startedAt)}>
            {instant(run.startedAt, now.value)}
          </time>
        </td>
        <td class="number wide">{runLength(run, now.value)}</td>
        <td class="number wide">{countWords(run.requests)}</td>
        <td class="number wide">{countWords(run.seen)}</td>
        <td>{foundWords(run)}</td>
        <td class={`outcome words-${level}`}>
          <LevelIcon level={level} /> {words}
        </td>
      </tr>
      {open.value && (
        <tr class="more" id={moreId}>
          <td colSpan={7}>
            <More run={run} now={now} />
          </td>
        </tr>
      )}
    </>
  );
}

function More({ run, now }: RunLineProps): VNode {
  const { told, others } = projectRows(run);
  return (
    <>
      {run.problem !== null && <p class="problem">{paragraph(run.problem.message)}</p>}
      <p class="fineprint">
        Began {fullTime(run.startedAt)}, {run.endedAt === null ? "runs for" : "took"}{" "}
        {runLength(run, now.value)} and {counted(run.requests, "request")}; Jira showed{" "}
        {counted(run.seen, "issue")}.
      </p>
      {told.length > 0 && <Projects projects={told} />}
      {run.kind === "census" && (
        <p class="fineprint">
          {counted(others, told.length === 0 ? "project" : "other project")} without a difference.
        </p>
      )}
    </>
  );
}

function Projects({ projects }: { readonly projects: readonly ProjectDrift[] }): VNode {
  return (
    <table class="projects">
      <thead>
        <tr>
          <th scope="col">Project</th>
          <th scope="col" class="number">Seen</th>
          <th scope="col">Found</th>
          <th scope="col">State</th>
        </tr>
      </thead>
      <tbody>
        {projects.map((project) => (
          <tr key={project.id}>
            <th scope="row" class="key">{project.key}</th>
            <td class="number">{countWords(project.seen)}</td>
            <td>{driftWords(project)}</td>
            <td>
              {project.state !== "done" && <LevelIcon level="warn" />}{" "}
              {PROJECT_STATES[project.state]}
            </td>
          </tr>
        ))}
      </tbody>
    </table>
  );
}
