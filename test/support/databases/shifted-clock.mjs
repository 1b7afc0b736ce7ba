/**
 * Loaded before a program by `--import`: its clock is off by `TEST_CLOCK_OFFSET_MS`. What a database
 * holds for a while only is still there, whenever the test runs.
 */
const offset = Number(process.env.TEST_CLOCK_OFFSET_MS);
const real = Date.now;
Date.now = () => real() + offset;
globalThis.Date = new Proxy(Date, {
  construct: (target, args, made) =>
    Reflect.construct(target, args.length === 0 ? [target.now()] : args, made),
});
