import { SPLIT_NAMES, splitName } from '@signal-hooks/catalogue';

test.each([
  ['Jane Smith', ['Jane', 'Smith']],
  ['jane smith', ['jane', 'smith']],
  ['Jane  Smith', ['Jane', 'Smith']],
  ['Anne-Marie O’Brien', ['Anne-Marie', 'O’Brien']],
  ["Síle O'Neill", ['Síle', "O'Neill"]],
  ['Jürgen Müller-Lüdenscheidt', ['Jürgen', 'Müller-Lüdenscheidt']],
  ['Анна Иванова', ['Анна', 'Иванова']],
  ['Андрей Шевченко', ['Андрей', 'Шевченко']],
  ['ПЁТР СЕРГЕЕВ', ['ПЁТР', 'СЕРГЕЕВ']],
  ['Римский Анна-Мария Петровская', null],
])('%s: %j', (name, parts) => {
  expect(splitName(name)).toEqual(parts);
});

// Null rather than wrong.
test.each([
  ...['', 'Tricia', 'octocat', 'jane@example.com', 'Jane van der Berg', 'Dr. Jane van der Berg'],
  ...['Dr Smith', 'dr. Smith', 'Mr Smith', 'Herr Müller', 'J Smith', 'J. Smith', 'Jane S.'],
  ...['Smith, Jane', 'Jane (Sales)', 'Visitor 42', 'Jane & John', 'Jane\nSmith', 'Jane\u00a0Smith'],
  ...['Acme Inc', 'Acme GmbH', 'Sales Team', 'Robert Jr', 'Louis II'],
  // Where the family name comes first, or nobody knows.
  ...['Иванов Иван Иванович', 'Иванов Иван', 'Иванова Анна', 'Иван Иванович', 'Шмидт Марина'],
  ...['Шевченко Андрей', 'Иван Коваль', 'Попова Петрова', 'Шмидт Ева', 'Jane Иванова'],
  ...['王 伟', '김 민준', '山田 太郎', 'Nguyễn Ánh', 'Παπαδόπουλος Νίκος', 'محمد علي'],
])('%s stays whole', (name) => {
  expect(splitName(name)).toBeNull();
});

test('a name of a megabyte takes no time to speak of', () => {
  const long = [
    'a'.repeat(1e6),
    'а'.repeat(1e6),
    ' '.repeat(1e6),
    'ов'.repeat(5e5),
    'a-'.repeat(5e5),
  ];
  for (const one of long) {
    for (const other of ['b', '.', `${one}.`]) expect(splitName(`${one} ${other}`)).toBeNull();
  }
});

test('Make’s expressions can hold the rule: no braces, and no quote', () => {
  expect(SPLIT_NAMES).not.toMatch(/["{}/]/);
});
