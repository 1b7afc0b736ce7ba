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

test('everything is generated but the page for people', () => {
  const generated = [...appFiles().keys()].map((path) => path.slice(FOLDER.length));
  expect(committedPaths()).toEqual([...generated, 'README.md'].sort());
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
