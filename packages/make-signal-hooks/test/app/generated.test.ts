import { appFiles } from '../../src/app/index.ts';
import { toJson } from '../../src/app/json.ts';
import { committedPaths, committedText } from './support/app.ts';

const FOLDER = 'packages/make-signal-hooks/app/';

test('what is committed is what the catalogue gives; else run: npm run generate', () => {
  for (const [path, content] of appFiles()) {
    const name = path.slice(FOLDER.length);
    expect(path).toBe(FOLDER + name);
    expect([name, committedText(name)]).toEqual([name, content]);
  }
});

test('what follows from the catalogue is generated, all else is by hand', () => {
  const generated = [...appFiles().keys()].map((path) => path.slice(FOLDER.length)).sort();
  expect(generated).toEqual([
    'modules/list-events/list-events.interface.iml.json',
    'modules/list-events/list-events.mappable-params.iml.json',
    'modules/list-events/list-events.samples.iml.json',
    'modules/watch-new-signals/watch-new-signals.interface.iml.json',
    'modules/watch-new-signals/watch-new-signals.samples.iml.json',
    'rpcs/own-fields/own-fields.communication.iml.json',
    'webhooks/signals/signals.params.iml.json',
  ]);
  expect(committedPaths()).toEqual(expect.arrayContaining(generated));
});

test('files are written as the repository’s formatter would', () => {
  expect(toJson({ a: [], b: {}, c: [1, 'x', null], d: [{ e: true }] })).toBe(`{
  "a": [],
  "b": {},
  "c": [1, "x", null],
  "d": [
    {
      "e": true
    }
  ]
}
`);
  const long = ['x'.repeat(50), 'y'.repeat(50)];
  expect(toJson({ long })).toBe(`{\n  "long": [\n    "${long[0]}",\n    "${long[1]}"\n  ]\n}\n`);
});

test('what was not tried is said plainly, in both guides', () => {
  for (const path of ['README.md', '../README.md']) {
    const words = committedText(path).replace(/\s+/g, ' ');
    expect(words).toContain('Structure-checked, not imported into a live account');
  }
});
