import { CorridorError } from '@corridor/sdk';
import { expect } from 'chai';
import { fetchToken } from './clients.ts';

describe('fetchToken', () => {
  const { fetch } = window;
  const { error: log } = console;
  const complaints: unknown[] = [];
  beforeEach(() => {
    console.error = (complaint) => complaints.push(complaint);
  });
  afterEach(() => {
    window.fetch = fetch;
    console.error = log;
  });
  const answer = (body: string, status = 200) => {
    window.fetch = () => Promise.resolve(new Response(body, { status }));
  };
  const refusal = () => fetchToken('/token').then(() => undefined, (error: unknown) => error as CorridorError);

  it('asks with the cookies of the page and takes the token', async () => {
    let asked: [RequestInfo | URL, RequestInit | undefined] | undefined;
    window.fetch = (...request) => {
      asked = [request[0], request[1]];
      return Promise.resolve(new Response('{"token":"abc"}'));
    };
    expect(await fetchToken('/token')).to.equal('abc');
    expect(asked?.[0]).to.equal('/token');
    expect(asked?.[1]?.credentials).to.equal('same-origin');
  });

  it('gives up for good when nobody is signed in', async () => {
    answer('', 401);
    const error = await refusal();
    expect(error).to.be.instanceOf(CorridorError);
    expect(error?.code).to.equal('unauthenticated');
    expect(error?.isRetryable).to.equal(false);
  });

  for (const [what, body, status] of [['an error', 'oops', 500], ['no JSON', '<html>', 200], ['no token', '{"jwt":"abc"}', 200]] as const) {
    it(`will ask again after ${what}, and says what came`, async () => {
      answer(body, status);
      const error = await refusal();
      expect(error?.isRetryable).to.equal(true);
      expect(error?.message).to.include('/token');
      expect(complaints.at(-1)).to.include(error?.message);
    });
  }

  it('does not wait for ever', async () => {
    const { timeout } = AbortSignal;
    AbortSignal.timeout = () => AbortSignal.abort(new DOMException('too long', 'TimeoutError'));
    try {
      window.fetch = (_url, init) => Promise.reject(init?.signal?.reason as Error);
      const error = await refusal();
      expect([error?.code, error?.isRetryable]).to.eql(['unavailable', true]);
      expect(complaints.at(-1)).to.include('No answer from /token');
    } finally {
      AbortSignal.timeout = timeout;
    }
  });

  it('is offline without an answer', async () => {
    window.fetch = () => Promise.reject(new TypeError('Failed to fetch'));
    expect((await refusal())?.code).to.equal('offline');
  });
});
