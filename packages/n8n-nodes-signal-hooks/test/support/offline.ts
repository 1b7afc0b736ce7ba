type Nock = typeof import('nock');

/** Answers what goes out over HTTP, so that nothing leaves the machine. */
export const nock: Nock['default'] = jest.requireActual<Nock>('nock').default;

// Loading it changes node:http for the whole process, and so for the test files that follow.
nock.restore();

/** Lets nothing out of this test file, and sees that every request that was expected came. */
export function stayOffline(): void {
  beforeAll(() => {
    nock.activate();
    nock.disableNetConnect();
  });
  afterEach(() => {
    const missing = nock.pendingMocks();
    nock.abortPendingRequests();
    nock.cleanAll();
    expect(missing).toEqual([]);
  });
  afterAll(() => {
    nock.enableNetConnect();
    nock.restore();
  });
}
