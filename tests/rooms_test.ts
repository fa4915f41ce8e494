import { deepEqual, ok } from "node:assert/strict";

const ROOT = new URL("../", import.meta.url);
const text = await Deno.readTextFile(new URL("ARCHITECTURE.md", ROOT));

/** What each room of `lib` may import, as ARCHITECTURE.md has it; `service` is what lies beside them. */
const MAP = new Map(
  [...text.matchAll(/^(service|[a-z]+(?:\/[a-z]+)?) +imports ([a-z]+(?:, [a-z]+)*)(?: {2,}.*)?$/gm)]
    .map(([, room, rooms]) => [room!, rooms!.split(", ").filter((name) => name !== "nothing")]),
);

/** What every room may import. */
const FREE = new Set(["lib/feed/protocol.ts"]);

/** Rooms with rules of their own. */
const APART = new Set(["ui", "simulator"]);

/** Modules below `lib`, without tests and their helpers, as `lib/…` paths. */
async function modules(folder = "lib"): Promise<string[]> {
  const found: string[] = [];
  for await (const { name, isDirectory } of Deno.readDir(new URL(`${folder}/`, ROOT))) {
    const path = `${folder}/${name}`;
    if (isDirectory) found.push(...APART.has(name) ? [] : await modules(path));
    else if (name.endsWith(".ts") && !name.endsWith("_test.ts") && !name.startsWith("_")) {
      found.push(path);
    }
  }
  return found;
}

async function importsOf(module: string): Promise<string[]> {
  const source = await Deno.readTextFile(new URL(module, ROOT));
  return [...source.matchAll(/\bfrom "(\.[^"]+)"/g)]
    .map(([, path]) => new URL(path!, new URL(module, ROOT)).pathname.slice(ROOT.pathname.length));
}

/** The room a module lies in, and the one within that; `null` where it lies in none. */
function placeOf(module: string): readonly [room: string, inner: string | null] {
  const [, room, inner] = module.split("/").slice(0, -1);
  return [room ?? "service", MAP.has(`${room}/${inner}`) ? inner! : null];
}

/** Whether the map lets a module at `from` import one at `to`. */
function isAllowed(from: string, to: string): boolean {
  const [room, inner] = placeOf(from);
  const [other, within] = placeOf(to);
  if (room !== other) return MAP.get(room)?.includes(other) ?? false;
  if (within === null || within === inner) return true;
  return inner !== null && MAP.get(`${room}/${inner}`)!.includes(within);
}

Deno.test("imports between rooms go only where the map in ARCHITECTURE.md says", async () => {
  const all = await modules();
  const against: string[] = [];
  for (const from of all) {
    for (const to of await importsOf(from)) {
      if (!FREE.has(to) && !isAllowed(from, to)) against.push(`${from} imports ${to}`);
    }
  }
  deepEqual(against, []);
});

Deno.test("the map in ARCHITECTURE.md leads nowhere in circles", () => {
  const seen = new Set<string>();
  const visit = (room: string, path: readonly string[]) => {
    ok(!path.includes(room), `circle: ${[...path, room].join(" → ")}`);
    if (seen.has(room)) return;
    const base = room.includes("/") ? `${room.split("/")[0]}/` : "";
    for (const next of MAP.get(room) ?? []) visit(`${base}${next}`, [...path, room]);
    seen.add(room);
  };
  for (const room of MAP.keys()) visit(room, []);
});

Deno.test("the map in ARCHITECTURE.md has each room of lib", async () => {
  const rooms = new Set((await modules()).map((module) => placeOf(module)[0]));
  deepEqual([...rooms].sort(), [...MAP.keys()].filter((room) => !room.includes("/")).sort());
});
