/**
 * Doc lint: every exported symbol has a docstring and every module says what it is. Runs Deno's own
 * linter over everything but tests. Members of interfaces are exempt, because where name and type say
 * everything a sentence would only repeat them; so are types of npm packages, which the linter takes
 * for private ones.
 *
 * @module
 */

import { sayTo } from "../lib/ops/say.ts";

interface Finding {
  readonly rule: string;
  readonly path: string;
  readonly line: number;
}

const files = (await Promise.all(["lib", "routes", "extension", "tools"].map(sourcesIn))).flat();
const output = await new Deno.Command(Deno.execPath(), {
  args: ["doc", "--lint", ...files],
  env: { NO_COLOR: "1" },
}).output();
const findings = parseFindings(new TextDecoder().decode(output.stderr)).filter(isWanted);
const headless = files.filter((path) => !Deno.readTextFileSync(path).includes("@module"));
const lines = [
  ...findings.map(({ rule, path, line }) => `${path}:${line}  ${rule}`),
  ...headless.map((path) => `${path}:1  no @module comment`),
];
if (lines.length > 0) {
  sayTo(Deno.stderr)(["Doc lint failed:", ...lines].join("\n"));
  Deno.exit(1);
}

async function sourcesIn(folder: string): Promise<string[]> {
  const paths: string[] = [];
  for await (const entry of Deno.readDir(folder)) {
    const path = `${folder}/${entry.name}`;
    if (entry.isDirectory) paths.push(...await sourcesIn(path));
    else if (/\.tsx?$/.test(path) && !/(_test\.tsx?|\/_[^/]*)$/.test(path)) paths.push(path);
  }
  return paths.sort();
}

function parseFindings(text: string): Finding[] {
  const pattern = /error\[([a-z-]+)\][^\n]*\n\s*--> ([^\n]+):(\d+):\d+/g;
  return [...text.matchAll(pattern)].map(([, rule, path, line]) => ({
    rule: rule!,
    path: path!.replace(`${Deno.cwd()}/`, ""),
    line: Number(line),
  }));
}

function isWanted({ rule, path, line }: Finding): boolean {
  if (rule === "private-type-ref") return false;
  if (rule !== "missing-jsdoc") return true;
  return Deno.readTextFileSync(path).split("\n")[line - 1]?.startsWith("export") === true;
}
