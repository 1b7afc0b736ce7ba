/** The code and, if any, the provider's own, of what an attempt ended with. */
export async function failureOf(
  attempt: Promise<unknown>,
): Promise<{ code: string; provider?: string; message: string }> {
  const error = await attempt.then(
    () => new Error('it succeeded'),
    (each) => each,
  );
  return { code: error.code, provider: error.cause?.code, message: error.message };
}
