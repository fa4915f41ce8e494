/**
 * The projects of a simulated site, with components, versions and sprints.
 *
 * @module
 */

import type { SimPerson, SimProject, SimSprint, SimVersion } from "./model.ts";
import type { Random } from "./random.ts";
import { type Theme, THEMES } from "./themes.ts";
import { writeGoal } from "./words.ts";

/** The most projects {@linkcode createProjects} can give. */
export const MAX_PROJECTS: number = THEMES.length;

/**
 * Makes that many projects.
 *
 * @throws {RangeError} When more are wanted than {@linkcode MAX_PROJECTS}.
 */
export function createProjects(
  random: Random,
  options: { count: number; people: readonly SimPerson[] },
): SimProject[] {
  const { count, people } = options;
  if (count > MAX_PROJECTS) {
    throw new RangeError(
      `Cannot create projects: ${count} wanted, at most ${MAX_PROJECTS} are known`,
    );
  }
  return THEMES.slice(0, count).map((theme, index) =>
    createProject(theme, { random, index, lead: random.pick(people) })
  );
}

/** The vocabulary of a project. */
export function themeOf(project: SimProject): Theme {
  return THEMES.find((theme) => theme.key === project.key)!;
}

function createProject(
  theme: Theme,
  options: { random: Random; index: number; lead: SimPerson },
): SimProject {
  const { random, index, lead } = options;
  return {
    id: `${10_000 + index}`,
    key: theme.key,
    name: theme.name,
    lead,
    boardId: index + 1,
    components: theme.components.map((name, i) => ({ id: `${10_100 + index * 10 + i}`, name })),
    labels: theme.labels,
    versions: ["1.0", "1.1", "2.0"].map((name, i): SimVersion => ({
      id: `${10_200 + index * 10 + i}`,
      name: `${theme.key.toLowerCase()}-${name}`,
      released: false,
      releaseDate: null,
    })),
    sprints: [createSprint({ id: index * 1_000 + 1, key: theme.key, number: 1, random })],
    status: "live",
    hidden: false,
    lastNumber: 0,
  };
}

/** Makes the sprint that follows the last one of a project and adds it there. */
export function addSprint(project: SimProject, random: Random): SimSprint {
  const number = project.sprints.length + 1;
  const id = (project.boardId - 1) * 1_000 + number;
  const sprint = createSprint({ id, key: project.key, number, random });
  project.sprints.push(sprint);
  return sprint;
}

function createSprint(
  options: { id: number; key: string; number: number; random: Random },
): SimSprint {
  return {
    id: options.id,
    name: `${options.key} Sprint ${options.number}`,
    goal: writeGoal(options.random),
    state: "future",
    start: null,
    complete: null,
  };
}
