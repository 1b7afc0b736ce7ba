const PATTERN = /^#code=([\w-]+)$/;

let code: string | null = null;

/**
 * Takes the code of a sign-in link out of the address, before anything is shown: it then is neither
 * in the history, nor sent anywhere, nor in a picture of the screen.
 */
export function readSignInCode(): void {
  const found = PATTERN.exec(location.hash)?.[1];
  if (found === undefined) return;
  code = found;
  history.replaceState(history.state, '', location.pathname + location.search);
}

/** The code that {@link readSignInCode} found, once. */
export function takeSignInCode(): string | null {
  const taken = code;
  code = null;
  return taken;
}
