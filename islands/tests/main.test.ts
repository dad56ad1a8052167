// The pure parts of the main bundle: key sequences, row names, pasted cells, drafts, the title.
import assert from "node:assert/strict";
import { test } from "node:test";
import { entriesOf, isOld, rowsNeeded, same } from "../src/main/drafts.ts";
import { nextIndex, numbered, pastedCells } from "../src/main/names.ts";
import { Sequence } from "../src/main/sequence.ts";

test("g and a letter go somewhere, a late letter does not", () => {
  const gone: string[] = [];
  const keys = new Sequence({ "g *": (letter) => gone.push(letter) > 0, j: () => true });

  keys.press("g", 0);
  keys.press("H", 300);
  keys.press("g", 1000);
  const late = keys.press("x", 4000);

  assert.deepEqual(gone, ["h"]);
  assert.equal(late, false);
  assert.equal(keys.press("j", 5000), true);
});

test("a new row gets a number no other row has", () => {
  assert.equal(nextIndex(["measures-0-what", "measures-4-what", "other-9-x"], "measures"), 5);
  assert.equal(nextIndex([], "measures"), 0);
  assert.equal(numbered('<input name="measures-__i__-what">', 5), '<input name="measures-5-what">');
});

test("cells from a spreadsheet are told from plain text", () => {
  assert.deepEqual(pastedCells("甲\t1\r\n乙\t2\r\n"), [["甲", "1"], ["乙", "2"]]);
  assert.equal(pastedCells("只是一句话"), null);
});

test("a draft keeps no secrets and knows how many rows it needs", () => {
  const entries = entriesOf([["csrfmiddlewaretoken", "x"], ["password", "y"], ["m-0-a", "1"], ["m-7-a", "2"]]);

  assert.deepEqual(entries, [["m-0-a", "1"], ["m-7-a", "2"]]);
  assert.equal(rowsNeeded(entries, "m"), 2);
  assert.ok(same(entries, [...entries]));
  assert.ok(isOld({ at: "2026-01-01T00:00:00Z", version: "", entries }, new Date("2026-02-01T00:00:00Z")));
});
