import assert from "node:assert/strict";
import { type Fault, faultyKv, script } from "../../tests/_faulty_kv.ts";
import { type RawKv, SILENT_AT_MOST } from "./commit.ts";
import { createKvStore } from "./kv_store.ts";
import { type Proof, StoreError } from "./types.ts";

/** A store whose commits meet `faults` in turn, and whose clock only moves when it waits. */
async function openFaulty(...faults: Fault[]) {
  const kv = await Deno.openKv(":memory:");
  const store = createKvStore({ kv: faultyKv(kv, script(...faults)), backend: "memory" });
  return { store, kv, [Symbol.asyncDispose]: () => store.close() };
}

const KEY = ["config", "x"];
const mine = (value: string): Proof => ({ key: KEY, mine: (there) => there === value });

for (const fault of ["locked", "answer_lost", "own_success_refused"] as const) {
  Deno.test(`commit() succeeds once when a commit is ${fault}`, async () => {
    await using faulty = await openFaulty(fault);
    const result = await faulty.store.commit({
      checks: [{ key: KEY, versionstamp: null }],
      sets: [{ key: KEY, value: "a" }],
    }, mine("a"));
    assert.equal(result.ok, true);
    assert.equal((await faulty.kv.get(KEY)).value, "a");
  });
}

Deno.test("commit() takes a refusal for nothing as long as its proof can't be read", async () => {
  const kv = await Deno.openKv(":memory:");
  let reads = 0;
  const blind = new Proxy<RawKv>(faultyKv(kv, script("own_success_refused")), {
    get: (target, name) => {
      if (name === "get" && reads++ === 0) return () => Promise.reject(new Error("away"));
      return Reflect.get(target, name);
    },
  });
  const store = createKvStore({ kv: blind, backend: "connect" });
  const result = await store.commit({
    checks: [{ key: KEY, versionstamp: null }],
    sets: [{ key: KEY, value: "a" }],
  }, mine("a"));
  assert.deepEqual([result.ok, reads], [true, 2]);
  await store.close();
});

Deno.test("commit() retries while the database is locked", async () => {
  await using faulty = await openFaulty("locked", "locked", "locked", "locked");
  const result = await faulty.store.commit({ sets: [{ key: KEY, value: "a" }] }, mine("a"));
  assert.equal(result.ok, true);
});

Deno.test("commit() says false when somebody else was first, whatever the answer before", async () => {
  await using faulty = await openFaulty("locked");
  await faulty.kv.set(KEY, "theirs");
  const result = await faulty.store.commit({
    checks: [{ key: KEY, versionstamp: null }],
    sets: [{ key: KEY, value: "a" }],
  }, mine("a"));
  assert.deepEqual(result, { ok: false });
  assert.equal((await faulty.kv.get(KEY)).value, "theirs");
});

Deno.test("commit() refuses a value that is too large without retrying", async () => {
  await using faulty = await openFaulty();
  const huge = new Uint8Array(70_000);
  await assert.rejects(
    faulty.store.commit({ sets: [{ key: KEY, value: huge }] }, mine("a")),
    (cause: unknown) => cause instanceof StoreError && cause.code === "too_large",
  );
});

Deno.test("commit() is unavailable when the store never answers and shows nothing", async () => {
  const kv = await Deno.openKv(":memory:");
  let now = 0;
  const store = createKvStore({
    kv: faultyKv(kv, () => "locked"),
    backend: "memory",
    now: () => now += 400,
  });
  await assert.rejects(
    store.commit({ sets: [{ key: KEY, value: "a" }] }, mine("a")),
    (cause: unknown) => cause instanceof StoreError && cause.code === "unavailable",
  );
  await store.close();
});

Deno.test("commit() gives a full disk up at once, says so, and does not call the change too large", async () => {
  let tries = 0;
  const kv = await Deno.openKv(":memory:");
  const store = createKvStore({
    kv: faultyKv(kv, () => (tries++, "full")),
    backend: "memory",
  });
  await assert.rejects(
    store.commit({ sets: [{ key: KEY, value: "a" }] }, mine("a")),
    (cause: unknown) =>
      cause instanceof StoreError && cause.code === "unavailable" &&
      /disk is full\. Look at the disk/.test(cause.message),
  );
  assert.equal(tries, 1);
  await store.close();
});

Deno.test("check() writes only after a commit that was not taken, and until one is", async () => {
  await using faulty = await openFaulty("full", "full", "none", "none", "full");
  await faulty.store.check();
  await assert.rejects(faulty.store.commit({ sets: [{ key: KEY, value: "a" }] }, mine("a")));
  await assert.rejects(faulty.store.check(), /disk is full/);
  await faulty.store.check();
  // The fifth commit would fail.
  await faulty.store.check();
  assert.deepEqual(await faulty.store.list({ start: [], end: ["~"] }), []);
});

Deno.test("check() is not put off by a commit that was refused for its own sake: nothing was written", async () => {
  await using faulty = await openFaulty("full", "none", "full");
  await faulty.kv.set(KEY, "theirs");
  await assert.rejects(faulty.store.commit({ sets: [{ key: KEY, value: "a" }] }, mine("a")));
  const late = await faulty.store.commit({
    checks: [{ key: KEY, versionstamp: null }],
    sets: [{ key: KEY, value: "a" }],
  }, mine("a"));
  assert.deepEqual(late, { ok: false });
  await assert.rejects(faulty.store.check(), /disk is full/);
});

Deno.test("a read that the database fails is the store's fault; a wrong question is ours", async () => {
  const kv = await Deno.openKv(":memory:");
  const failing = new Proxy<RawKv>(kv, {
    get: (target, name) =>
      name === "get"
        ? () => Promise.reject(new TypeError("disk I/O error"))
        : Reflect.get(target, name),
  });
  const store = createKvStore({ kv: failing, backend: "memory" });
  await assert.rejects(
    store.get(KEY),
    (cause: unknown) => cause instanceof StoreError && cause.code === "unavailable",
  );
  kv.close();
  const right = createKvStore({ kv: await Deno.openKv(":memory:"), backend: "memory" });
  await assert.rejects(right.get(["x".repeat(3_000)]), TypeError);
  await right.close();
});

Deno.test("commit() says what it found when it gives up", async () => {
  const kv = await Deno.openKv(":memory:");
  let now = 0;
  const store = createKvStore({
    kv: faultyKv(kv, () => "locked"),
    backend: "memory",
    now: () => now += 400,
  });
  await assert.rejects(
    store.commit({ sets: [{ key: KEY, value: "a" }] }, mine("a")),
    /no clear answer within 5 s \(database is locked\)/,
  );
  await store.close();
});

Deno.test("commit() begins no more while too many commits are without an answer", async () => {
  const kv = await Deno.openKv(":memory:");
  const unanswered: ((answer: Deno.KvCommitError) => void)[] = [];
  let away = true;
  let now = 0;
  // Nearly all of what a commit may take passes at once, while there is no answer to wait for.
  let step = 2_490;
  const store = createKvStore({
    kv: commitsBy(kv, (commit) => {
      if (!away) return commit();
      return new Promise((resolve) => unanswered.push(resolve));
    }),
    backend: "connect",
    now: () => now += step,
  });
  const set = () => store.commit({ sets: [{ key: KEY, value: "a" }] }, mine("a"));
  for (let n = 0; n < SILENT_AT_MOST + 3; n++) await assert.rejects(set());
  assert.equal(unanswered.length, SILENT_AT_MOST);
  away = false;
  step = 0;
  unanswered[0]!({ ok: false });
  assert.equal((await set()).ok, true);
  await store.close();
});

for (
  const [fault, get] of Object.entries({
    "throws": () => Promise.reject(new Error("database is locked")),
    "never answers": () => new Promise<never>(() => {}),
  })
) {
  Deno.test(`get() and getMany() are unavailable when the store ${fault}`, async () => {
    const kv = await Deno.openKv(":memory:");
    const broken = new Proxy<RawKv>(kv, {
      get: (target, name) => {
        if (name === "get" || name === "getMany") return get;
        return Reflect.get(target, name).bind(target);
      },
    });
    const store = createKvStore({ kv: broken, backend: "connect", readDeadline: 5 });
    for (const read of [() => store.get(KEY), () => store.getMany([KEY])]) {
      await assert.rejects(
        read(),
        (cause: unknown) => cause instanceof StoreError && cause.code === "unavailable",
      );
    }
    await store.close();
  });
}

/** A KV whose commits are carried out by `run`. */
function commitsBy(
  kv: RawKv,
  run: (
    commit: () => Promise<Deno.KvCommitResult | Deno.KvCommitError>,
  ) => Promise<Deno.KvCommitResult | Deno.KvCommitError>,
): RawKv {
  return new Proxy(kv, {
    get: (target, name) => {
      if (name !== "atomic") return Reflect.get(target, name).bind(target);
      return () => {
        const atomic = target.atomic();
        const commit = atomic.commit.bind(atomic);
        atomic.commit = () => run(commit);
        return atomic;
      };
    },
  });
}
