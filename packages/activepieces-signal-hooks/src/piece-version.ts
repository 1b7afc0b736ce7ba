/**
 * A version as Activepieces takes it: three numbers, nothing else. A release candidate must come before
 * its release and differ from the next candidate: `1.0.0-rc.2` becomes `0.999.2`.
 * @param version of the package
 * @throws Error if it is a candidate of anything but a major release
 */
export function pieceVersion(version: string): string {
  if (/^\d+\.\d+\.\d+$/.test(version)) return version;
  const [, major, candidate] = /^([1-9]\d*)\.0\.0-rc\.(\d+)$/.exec(version) ?? [];
  if (major === undefined) throw new Error(`Activepieces has no version for ${version}`);
  return `${Number(major) - 1}.999.${candidate}`;
}
