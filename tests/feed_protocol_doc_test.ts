import { deepEqual, equal, ok } from "node:assert/strict";
import { CLIENT_FRAMES } from "../lib/feed/frames.ts";
import { CURSOR_HEADER, SCOPE_HEADER } from "../lib/feed/http.ts";
import { LONGEST_WAIT, PARAMETERS } from "../lib/feed/http_request.ts";
import { CLOSE, LIMITS, SUBPROTOCOL } from "../lib/feed/protocol.ts";
import { KINDS } from "../lib/jira/types.ts";

const text = await Deno.readTextFile(new URL("../PROTOCOL.md", import.meta.url));
const source = await Deno.readTextFile(new URL("../lib/feed/protocol.ts", import.meta.url));
const jiraTypes = await Deno.readTextFile(new URL("../lib/jira/types.ts", import.meta.url));
const jiraNames = await Deno.readTextFile(new URL("../lib/jira/names.ts", import.meta.url));

/** Text under a heading, up to the next heading. */
function section(heading: string): string {
  const start = text.indexOf(`${heading}\n`);
  ok(start >= 0, `PROTOCOL.md has no "${heading}"`);
  const body = text.slice(start + heading.length);
  const end = body.search(/\n#{2,3} /);
  return end < 0 ? body : body.slice(0, end);
}

/** Rows of the first table of a section; cells without their backticks. */
function table(heading: string): string[][] {
  return section(heading).split("\n").filter((line) => line.startsWith("|")).slice(2)
    .map((line) => line.split("|").slice(1, -1).map((cell) => cell.trim()));
}

function names(cell: string): string[] {
  return [...cell.matchAll(/`([^`]+)`/g)].map(([, name]) => name!);
}

/** Fields of an interface as it is written, `?` after optional ones. */
function fieldsOf(name: string, module: string): string[] {
  const block = new RegExp(`export interface ${name} [^{]*\\{[\\s\\S]*?\\n\\}\\n`).exec(module)
    ?.[0];
  ok(block !== undefined, `there is no interface ${name}`);
  return [...block.matchAll(/^ {2}readonly (\w+\??):/gm)].map(([, field]) => field!);
}

function bare(field: string): string {
  return field.replace("?", "");
}

/** Frames of a union of `protocol.ts`, each with its fields, `?` after optional ones. */
function framesIn(declaration: RegExp): Map<string, string[]> {
  const block = declaration.exec(source)?.[0];
  ok(block !== undefined, `protocol.ts has no ${declaration}`);
  const [, ...frames] = block.replaceAll(/: \{[^{}]*\}/g, ": object").split('readonly t: "');
  return new Map(frames.map((frame) => {
    const fields = [...frame.matchAll(/readonly (\w+\??):/g)].map(([, name]) => name!);
    return [frame.slice(0, frame.indexOf('"')), fields];
  }));
}

function documented(heading: string): Map<string, string[]> {
  return new Map(
    table(heading).map(([frame, fields]) => [names(frame!)[0]!, names(fields!).sort()]),
  );
}

function sorted(frames: Map<string, string[]>): Map<string, string[]> {
  return new Map([...frames].map(([name, fields]) => [name, fields.toSorted()]));
}

Deno.test("PROTOCOL.md lists every frame of a client with its fields", () => {
  const frames = framesIn(/export type ClientFrame =[\s\S]*?;\n\n/);
  deepEqual([...frames.keys()], [...CLIENT_FRAMES]);
  deepEqual(documented("### 2.1 Frames of the client"), sorted(frames));
});

Deno.test("PROTOCOL.md lists every frame of the service with its fields", () => {
  const inUnion = framesIn(/export type ServerFrame =[\s\S]*?;\n\n/);
  const own = [
    framesIn(/export interface EventsFrame \{[\s\S]*?\n\}\n/),
    framesIn(/export interface ResetFrame \{[\s\S]*?\n\}\n/),
  ];
  const frames = new Map([...inUnion, ...own.flatMap((map) => [...map])]);
  const listed = documented("### 2.2 Frames of the service");
  deepEqual([...listed.keys()].sort(), [...frames.keys()].sort());
  for (const [name, fields] of sorted(frames)) deepEqual([name, listed.get(name)], [name, fields]);
});

Deno.test("PROTOCOL.md lists every field of an item", () => {
  const listed = table("### 2.3 Items").flatMap(([cell]) => names(cell!));
  deepEqual(listed.sort(), fieldsOf("FeedItem", source).sort());
});

Deno.test("PROTOCOL.md lists every close code by number and name, and no other", () => {
  const listed = table("## 5. Close codes").map(([code, name]) => [names(name!)[0], Number(code)]);
  deepEqual(listed, Object.entries(CLOSE));
  const known = new Set<number>([...Object.values(CLOSE), 4499, 4999]);
  const said = [...text.matchAll(/\b4\d{3}\b/g)].map(([code]) => Number(code));
  deepEqual(said.filter((code) => !known.has(code)), []);
});

Deno.test("PROTOCOL.md lists every reason of a reset", () => {
  const block = /export type ResetReason = ([^;]+);/.exec(source)![1]!;
  const reasons = [...block.matchAll(/"(\w+)"/g)].map(([, reason]) => reason);
  deepEqual(table("## 4. Resets").map(([reason]) => names(reason!)[0]), reasons);
});

Deno.test("PROTOCOL.md states every limit with its figure", () => {
  const listed = table("## 6. Limits").map(([name, figure]) => [
    names(name!)[0],
    Number(figure!.replaceAll(/[^\d]/g, "")),
  ]);
  deepEqual(listed, Object.entries(LIMITS));
});

Deno.test("PROTOCOL.md lists every parameter of the feed over HTTP", () => {
  const listed = table("## 7. Over HTTP").flatMap(([cell]) => names(cell!));
  deepEqual(listed.sort(), [...PARAMETERS].sort());
});

Deno.test("PROTOCOL.md names subprotocol, headers and the longest wait as they are", () => {
  equal(text.split("\n")[0], `# The feed protocol: \`${SUBPROTOCOL}\``);
  ok(text.includes(`\`${SCOPE_HEADER}\``));
  ok(text.includes(`\`${CURSOR_HEADER}\``));
  ok(section("## 7. Over HTTP").includes(`0 to ${LONGEST_WAIT};`));
});

Deno.test("PROTOCOL.md says the shape of every field of an item and of its issue", () => {
  const listed = table("### 8.1 An item").flatMap(([cell]) => names(cell!));
  const ofIssue = fieldsOf("FeedIssue", source).map((field) => `issue.${bare(field)}`);
  deepEqual(listed.sort(), [...fieldsOf("FeedItem", source).map(bare), ...ofIssue].sort());
});

Deno.test("PROTOCOL.md shows an item with every field but those that are true or absent", () => {
  const example = JSON.parse(/```json\n([\s\S]*?)```/.exec(section("### 8.1 An item"))![1]!);
  const shown = [...Object.keys(example), "late"].sort();
  deepEqual(shown, fieldsOf("FeedItem", source).map(bare).sort());
  const shownOfIssue = [...Object.keys(example.issue), "deleted"].sort();
  deepEqual(shownOfIssue, fieldsOf("FeedIssue", source).map(bare).sort());
});

Deno.test("PROTOCOL.md lists every kind, and the actions of every event known by name", () => {
  const rows = table("### 8.2 Kinds").map(([kind, , , actions]) =>
    [names(kind!)[0]!, names(actions!)] as const
  );
  deepEqual(rows.map(([kind]) => kind), [...KINDS, "left"]);
  const listed = new Map(rows);
  const groups = [...jiraNames.matchAll(/^ {2}\["(\w+)", "[\w:]+", "([\w ]+)"\],$/gm)];
  const named = Map.groupBy(groups, ([, kind]) => kind!);
  ok(named.size > 10, "the groups of names.ts are not found");
  for (const [kind, found] of named) {
    const actions = found.flatMap(([, , words]) => words!.split(" "));
    deepEqual([kind, listed.get(kind)?.toSorted()], [kind, actions.sort()]);
  }
});

Deno.test("PROTOCOL.md says the shape of every field of an issue in the state", () => {
  const listed = table("### 8.3 State over HTTP").flatMap(([cell]) => names(cell!));
  deepEqual(listed.sort(), [...fieldsOf("IssueCore", jiraTypes), "updated"].sort());
});
