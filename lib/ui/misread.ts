/**
 * What a page says of an answer that is not as it knows it.
 *
 * @module
 */

/** What zod found, as far as it is told. */
interface Faults {
  readonly issues: readonly { readonly path: readonly PropertyKey[] }[];
}

/** The error of an answer about `what`, as after an upgrade of the service under an open page. */
export function misread(what: string, { issues }: Faults): TypeError {
  const place = issues[0]?.path.join(".") || "it";
  return new TypeError(
    `Cannot read what the service tells of ${what}: ${place} is not as this page knows it. ` +
      "Reload the page",
  );
}
