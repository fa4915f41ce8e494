import assert from "node:assert/strict";
import { blobSets, packBlob, readBlob } from "./blob.ts";
import type { RawKv } from "./commit.ts";
import { createGroup } from "./group.ts";
import { takeLease } from "./lease.ts";
import { createOnce } from "./once.ts";
import { openStore } from "./open.ts";
import { StoreError } from "./types.ts";
import { withFolder } from "../../tests/_folder.ts";

async function openMemory() {
  const store = await openStore({ path: ":memory:" });
  return { store, [Symbol.asyncDispose]: () => store.close() };
}

Deno.test("createOnce() gives all who start at once the same value", async () => {
  await using memory = await openMemory();
  let made = 0;
  const make = () => `value ${++made}`;
  const results = await Promise.all(
    Array.from({ length: 20 }, () => createOnce(memory.store, { key: ["config", "a"], make })),
  );
  assert.equal(new Set(results.map((once) => once.value)).size, 1);
  assert.equal(results.filter((once) => once.made).length, 1);
});

Deno.test("takeLease() has one holder until its time runs out", async () => {
  await using memory = await openMemory();
  const ask = (owner: string, now: number) =>
    takeLease(memory.store, { job: "trim", owner, ttl: 100, now });
  assert.equal(await ask("a", 0), true);
  assert.equal(await ask("b", 50), false);
  assert.equal(await ask("a", 90), true, "the holder renews");
  assert.equal(await ask("b", 150), false);
  assert.equal(await ask("b", 191), true);
  assert.equal(await ask("a", 200), false);
});

for (const bytes of [0, 1, 511, 6_000, 61_440, 61_441, 400_000]) {
  Deno.test(`readBlob() gives back a body of ${bytes} bytes`, async () => {
    await using memory = await openMemory();
    const raw = crypto.getRandomValues(new Uint8Array(Math.min(bytes, 65_536)));
    const body = new Uint8Array(bytes).map((_, at) => raw[at % raw.length]!);
    const blob = packBlob(body);
    for (const set of blobSets("s", { id: "1", blob })) {
      await memory.store.commit({ sets: [set] }, { key: set.key, mine: () => true });
    }
    const back = await readBlob(memory.store, { site: "s", id: "1", info: blob.info });
    assert.deepEqual(new Uint8Array(back), body);
  });
}

Deno.test("readBlob() says which chunk is missing", async () => {
  await using memory = await openMemory();
  await assert.rejects(
    readBlob(memory.store, { site: "s", id: "1", info: { encoding: "raw", chunks: 2 } }),
    /chunk 1 of 2 is missing/,
  );
});

Deno.test("readBlob() tells bytes that make no body from a store that can't be read", async () => {
  await using memory = await openMemory();
  const [set] = blobSets("s", { id: "1", blob: packBlob(new Uint8Array(9)) });
  await memory.store.commit({ sets: [set!] }, { key: set!.key, mine: () => true });
  await assert.rejects(
    readBlob(memory.store, { site: "s", id: "1", info: { encoding: "deflate", chunks: 1 } }),
    (cause: unknown) => cause instanceof StoreError && cause.code === "damaged",
  );
});

Deno.test("createGroup() shares a run among all who wait, within its bounds", async () => {
  const runs: number[][] = [];
  const group = createGroup<number, number>({
    run: (items) => {
      runs.push([...items]);
      return Promise.resolve(items.map((item) => item * 2));
    },
    maxItems: 3,
    maxBytes: 10,
    bytesOf: (item) => item,
  });
  const results = await Promise.all([1, 2, 3, 4, 9, 20].map((item) => group.add(item)));
  assert.deepEqual(results, [2, 4, 6, 8, 18, 40]);
  assert.deepEqual(runs, [[1, 2, 3], [4], [9], [20]]);
});

Deno.test("createGroup() fails everybody of a failed run and goes on with the next", async () => {
  let broken = true;
  const group = createGroup<string, string>({
    run: (items) => {
      if (broken) throw new Error("disk full");
      return Promise.resolve(items);
    },
    maxItems: 10,
    maxBytes: 10,
    bytesOf: () => 1,
  });
  const both = await Promise.allSettled([group.add("a"), group.add("b")]);
  assert.deepEqual(both.map((each) => each.status), ["rejected", "rejected"]);
  broken = false;
  assert.equal(await group.add("c"), "c");
});

Deno.test("createGroup() tells all who wait at once when the store is away", async () => {
  let runs = 0;
  const group = createGroup<number, number>({
    run: () => {
      runs++;
      return Promise.reject(new Error("no answer within 5 s"));
    },
    maxItems: 5,
    maxBytes: 100,
    bytesOf: () => 1,
    isOutage: () => true,
  });
  const all = await Promise.allSettled(Array.from({ length: 20 }, (_, at) => group.add(at)));
  assert.deepEqual(new Set(all.map((each) => each.status)), new Set(["rejected"]));
  assert.equal(runs, 1);
  await assert.rejects(group.add(0));
  assert.equal(runs, 2, "who comes later is tried");
});

Deno.test("watch() of a closed store is a wake-up that never comes, and no error", async () => {
  const store = await openStore({ path: ":memory:" });
  await store.close();
  let woken = 0;
  store.watch([["config", "a"]], { onChange: () => void woken++, signal: AbortSignal.abort() });
  await new Promise((resolve) => setTimeout(resolve, 0));
  assert.equal(woken, 0);
});

/** Another process that holds the lock of a file. */
async function holdElsewhere(path: string) {
  const holder = new Deno.Command(Deno.execPath(), {
    args: ["eval", "--unstable-kv", holdLock, path],
    stdout: "piped",
    stdin: "piped",
  }).spawn();
  const reader = holder.stdout.getReader();
  await reader.read();
  return {
    pid: holder.pid,
    [Symbol.asyncDispose]: async () => {
      holder.kill("SIGKILL");
      await holder.status;
      await reader.cancel();
      await holder.stdin.close().catch(() => {});
    },
  };
}

function assertInUse(message: RegExp) {
  return (cause: unknown) => {
    assert.ok(cause instanceof StoreError);
    assert.equal(cause.code, "in_use");
    assert.match(cause.message, message);
    return true;
  };
}

Deno.test("openStore() refuses a file another process is using, and says which", () =>
  withFolder(async (folder) => {
    const path = `${folder}/data/x.sqlite`;
    {
      await using holder = await holdElsewhere(path);
      const words = new RegExp(`: process ${holder.pid} is using it`);
      await assert.rejects(openStore({ path }), assertInUse(words));
    }
    const store = await openStore({ path });
    await store.close();
  }));

Deno.test("openStore() refuses a file that a process of another container is using", () =>
  withFolder(async (folder) => {
    const path = `${folder}/x.sqlite`;
    {
      await using _holder = await holdElsewhere(path);
      await Deno.writeTextFile(`${path}.lock`, `${Deno.pid} elsewhere pid:[1]`);
      const words = new RegExp(`: process ${Deno.pid} on elsewhere is using it`);
      await assert.rejects(openStore({ path }), assertInUse(words));
    }
  }));

for (const fate of ["removed", "replaced"]) {
  Deno.test(`commit() fails once the file was ${fate}: nothing in it would be kept`, () =>
    withFolder(async (folder) => {
      const path = `${folder}/x.sqlite`;
      const store = await openStore({ path });
      const set = () => {
        const key = ["config", "a"];
        return store.commit({ sets: [{ key, value: 1 }] }, { key, mine: () => true });
      };
      assert.equal((await set()).ok, true);
      await Deno.rename(path, `${path}.old`);
      if (fate === "replaced") await Deno.copyFile(`${path}.old`, path);
      await assert.rejects(
        set(),
        (cause: unknown) => cause instanceof StoreError && cause.code === "unavailable",
      );
      await store.close();
    }));
}

Deno.test("openStore() lets the threads of one process share a file", () =>
  withFolder(async (folder) => {
    const path = `${folder}/x.sqlite`;
    const [one, other] = [await openStore({ path }), await openStore({ path })];
    const key = ["config", "a"];
    await one.commit({ sets: [{ key, value: 1 }] }, { key, mine: () => true });
    assert.equal((await other.get(key)).value, 1);
    for (const store of [one, other]) await store.close();
  }));

for (const closed of ["first", "second"] as const) {
  Deno.test(`a file is one process's until all its handles are closed, the ${closed} one first`, () =>
    withFolder(async (folder) => {
      const path = `${folder}/x.sqlite`;
      const [first, second] = [await openStore({ path }), await openStore({ path })];
      const [sooner, later] = closed === "first" ? [first, second] : [second, first];
      assert.equal(await tryElsewhere(path), "in_use");
      await sooner.close();
      assert.equal(await tryElsewhere(path), "in_use");
      await later.close();
      assert.equal(await tryElsewhere(path), "locked");
    }));
}

Deno.test("openStore() knows a file that is in use by another name of it", () =>
  withFolder(async (folder) => {
    const path = `${folder}/x.sqlite`;
    await Deno.writeFile(path, new Uint8Array());
    await Deno.symlink(path, `${folder}/y.sqlite`);
    {
      await using _holder = await holdElsewhere(path);
      await assert.rejects(openStore({ path: `${folder}/y.sqlite` }), { code: "in_use" });
    }
  }));

Deno.test("openStore() that fails leaves the lock of another thread where it is", () =>
  withFolder(async (folder) => {
    const path = `${folder}/x.sqlite`;
    const store = await openStore({ path });
    const wrap = (kv: RawKv): never => {
      kv.close();
      throw new Error("out of order");
    };
    await assert.rejects(openStore({ path, wrap }), { code: "cannot_open" });
    assert.ok((await Deno.stat(`${path}.lock`)).isFile);
    assert.equal(await tryElsewhere(path), "in_use");
    await store.close();
  }));

/** Whether another process gets the lock. */
async function tryElsewhere(path: string): Promise<string> {
  const { stdout } = await new Deno.Command(Deno.execPath(), {
    args: ["eval", "--unstable-kv", tryLock, path],
    stderr: "inherit",
  }).output();
  return new TextDecoder().decode(stdout).trim();
}

const tryLock = `
  const { lockFile } = await import(${JSON.stringify(import.meta.resolve("./file_lock.ts"))});
  console.log(await lockFile(Deno.args[0]).then(() => "locked", ({ code }) => code));
`;

const holdLock = `
  const { lockFile } = await import(${JSON.stringify(import.meta.resolve("./file_lock.ts"))});
  const path = Deno.args[0];
  Deno.mkdirSync(path.replace(/[^/]*$/, ""), { recursive: true });
  await lockFile(path);
  console.log("locked");
  await new Promise((resolve) => setTimeout(resolve, 60_000));
`;
