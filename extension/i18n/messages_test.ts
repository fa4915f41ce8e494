import { deepEqual, equal, ok } from "node:assert/strict";
import { LANGUAGES, readMessages } from "./_translate.ts";

const english = readMessages("en");

for (const language of LANGUAGES) {
  const messages = readMessages(language);
  Deno.test(`${language} has every message, with the same placeholders`, () => {
    deepEqual(Object.keys(messages), Object.keys(english));
    for (const [id, { message, placeholders = {} }] of Object.entries(messages)) {
      ok(message.trim() !== "", id);
      deepEqual(placeholders, english[id]!.placeholders ?? {}, id);
      const named = [...message.matchAll(/\$(\w+)\$/g)].map(([, name]) => name!.toLowerCase());
      deepEqual([...new Set(named)].sort(), Object.keys(placeholders).sort(), id);
    }
  });
}

Deno.test("the description fits into a store", () => {
  for (const language of LANGUAGES) {
    ok(readMessages(language).description!.message.length <= 132, language);
  }
});

Deno.test("every message is used somewhere", async () => {
  const sources = await readAll(new URL("../", import.meta.url));
  const unused = Object.keys(english).filter((id) => {
    const base = id.replace(/_(one|other)$/, "");
    return !sources.includes(`"${id}"`) && !sources.includes(`"${base}"`) &&
      !sources.includes(`__MSG_${id}__`);
  });
  deepEqual(unused, []);
});

Deno.test("English says it as the dashboard does where both have a word", () => {
  equal(english.did_comment_created!.message, "commented");
  equal(english.did_created!.message, "created the issue");
});

async function readAll(folder: URL): Promise<string> {
  let text = "";
  for await (const { name, isDirectory } of Deno.readDir(folder)) {
    const place = new URL(isDirectory ? `${name}/` : name, folder);
    if (isDirectory) text += await readAll(place);
    else if (/\.tsx?$/.test(name) && !name.includes("_test")) {
      text += await Deno.readTextFile(place);
    }
  }
  return text;
}
