import { AddPieceRequestBody } from '@activepieces/shared';
import { pieceVersion } from '../src/piece-version.ts';

test('a version has three numbers; candidates come before their release, in their order', () => {
  expect(pieceVersion('1.0.0-rc.0')).toBe('0.999.0');
  expect(pieceVersion('1.0.0-rc.12')).toBe('0.999.12');
  expect(pieceVersion('1.0.0')).toBe('1.0.0');
  expect(pieceVersion('2.0.0-rc.1')).toBe('1.999.1');
  expect(() => pieceVersion('1.2.0-rc.0')).toThrow('no version for 1.2.0-rc.0');
  expect(() => pieceVersion('1.0.0-next.1')).toThrow('no version for');
});

test('Activepieces takes it where it would refuse the package’s', () => {
  const isTaken = (version: string): boolean =>
    AddPieceRequestBody.safeParse({
      ...{ packageType: 'REGISTRY', scope: 'PLATFORM', pieceName: 'it', pieceVersion: version },
    }).success;
  expect([isTaken('1.0.0-rc.0'), isTaken(pieceVersion('1.0.0-rc.0'))]).toEqual([false, true]);
});
