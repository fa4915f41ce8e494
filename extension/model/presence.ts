/**
 * Whether anybody is there. A socket does not tell why it could not be opened.
 *
 * @module
 */

/** Time for an answer, ms; a refusal of a token takes a service a second. */
export const ANSWER_WITHIN = 8_000;

/**
 * Whether anybody answers at an address. What is answered stays hidden without a permission, but that
 * it is does not.
 */
export async function answers(url: string, ask: typeof fetch): Promise<boolean> {
  try {
    const signal = AbortSignal.timeout(ANSWER_WITHIN);
    const response = await ask(url, { mode: "no-cors", cache: "no-store", signal });
    await response.body?.cancel();
    return true;
  } catch {
    return false;
  }
}
