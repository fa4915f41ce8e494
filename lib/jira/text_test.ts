import { equal, ok } from "node:assert/strict";
import fc from "fast-check";
import { cutBytes, cutChars, hash32 } from "./text.ts";

const bytes = (text: string) => new TextEncoder().encode(text).length;
const anyText = fc.string({
  unit: fc.oneof(fc.constantFrom("a", "é", "漢", "😀", "\ud83d", "\ude00"), fc.string()),
  maxLength: 60,
});

Deno.test("cutChars() leaves a text alone that fits", () => {
  equal(cutChars("12345", 5), "12345");
  equal(cutChars("", 5), "");
});

Deno.test("cutChars() shows that something was cut off", () => {
  equal(cutChars("123456", 5), "1234…");
});

Deno.test("cutChars() never splits a surrogate pair", () => {
  equal(cutChars("123😀56", 5), "123…");
  equal(cutChars("12😀56", 5), "12😀…");
});

Deno.test("cutChars() keeps within its size, well-formed, and begins like the text", () => {
  fc.assert(fc.property(anyText, fc.integer({ min: 1, max: 40 }), (text, max) => {
    const cut = cutChars(text, max);
    ok(cut.length <= max && cut.isWellFormed());
    if (text.length > max) {
      ok(cut.endsWith("…") && text.toWellFormed().startsWith(cut.slice(0, -1)));
    } else equal(cut, text.toWellFormed());
  }));
});

Deno.test("cutBytes() counts bytes of UTF-8, not characters", () => {
  equal(cutBytes("éééé", 8), "éééé");
  equal(cutBytes("ééééé", 8), "éé…");
  equal(cutBytes("12345678", 8), "12345678");
  equal(cutBytes("123456789", 8), "12345…");
  equal(cutBytes("😀😀😀", 8), "😀…");
});

Deno.test("cutBytes() keeps within its size, well-formed, and begins like the text", () => {
  fc.assert(fc.property(anyText, fc.integer({ min: 4, max: 60 }), (text, max) => {
    const cut = cutBytes(text, max);
    ok(bytes(cut) <= max && cut.isWellFormed());
    if (bytes(text) > max) {
      ok(cut.endsWith("…") && text.toWellFormed().startsWith(cut.slice(0, -1)));
    } else equal(cut, text.toWellFormed());
  }));
});

Deno.test("hash32() is FNV-1a: the vectors of its authors", () => {
  equal(hash32(""), 0x811c9dc5);
  equal(hash32("a"), 0xe40c292c);
  equal(hash32("foobar"), 0xbf9cf968);
});
