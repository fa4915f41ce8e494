import { deepEqual, equal } from "node:assert/strict";
import { Poller } from "./poller.ts";

/** A poller whose questions a test answers. */
function asked(pause: number) {
  const questions: PromiseWithResolvers<void>[] = [];
  const signals: AbortSignal[] = [];
  const next: PromiseWithResolvers<void>[] = [Promise.withResolvers()];
  const poller = new Poller({
    ask: (signal) => {
      const question = Promise.withResolvers<void>();
      questions.push(question);
      signals.push(signal);
      next.at(-1)!.resolve();
      next.push(Promise.withResolvers());
      return question.promise;
    },
    pause: () => pause,
  });
  return { poller, questions, signals, question: (index: number) => next[index]!.promise };
}

/** Lets every timer that is due now have its turn. */
async function turn(): Promise<void> {
  for (let index = 0; index < 3; index++) await new Promise((resolve) => setTimeout(resolve));
}

Deno.test("Poller asks at once, and again after each answer", async () => {
  const { poller, questions, question } = asked(0);
  using _watch = poller.start();
  await question(0);
  await turn();
  equal(questions.length, 1);
  questions[0]!.resolve();
  await question(1);
});

Deno.test("Poller asks nothing after its end, whatever is answered then", async () => {
  const { poller, questions, signals, question } = asked(0);
  const watch = poller.start();
  await question(0);
  watch[Symbol.dispose]();
  deepEqual(signals.map(({ aborted }) => aborted), [true]);
  questions[0]!.resolve();
  await turn();
  poller.soon();
  await turn();
  equal(questions.length, 1);
});

Deno.test("Poller asks sooner when told to", async () => {
  const { poller, questions, question } = asked(3_600_000);
  using _watch = poller.start();
  questions[0]!.resolve();
  await turn();
  equal(questions.length, 1);
  poller.soon();
  await question(1);
});

Deno.test("Poller told so while a question is open asks once more after it, not beside it", async () => {
  const { poller, questions, question } = asked(3_600_000);
  using _watch = poller.start();
  poller.soon();
  poller.soon();
  await turn();
  equal(questions.length, 1);
  questions[0]!.resolve();
  await question(1);
  questions[1]!.resolve();
  await turn();
  equal(questions.length, 2);
});

Deno.test("Poller started again is not ended by the end of the start before", async () => {
  const { poller, signals, question } = asked(0);
  const first = poller.start();
  using _second = poller.start();
  await question(1);
  first[Symbol.dispose]();
  deepEqual(signals.map(({ aborted }) => aborted), [true, false]);
});
