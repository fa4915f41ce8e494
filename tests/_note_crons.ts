/**
 * Loaded before an entry point: says on standard error which schedules it asks for, in the order of
 * everything else that is said there.
 *
 * @module
 */

const { cron } = Deno;

Object.defineProperty(Deno, "cron", {
  value: (name: string, schedule: string, run: () => Promise<void>) => {
    Deno.stderr.writeSync(new TextEncoder().encode(`Schedule "${schedule}": ${name}\n`));
    return cron(name, schedule, run);
  },
});
