import { expect } from 'chai';
import { office, waitFor } from '../testing/index.ts';
import { endFakes, fakeMeeting, share } from './call.fixture.ts';
import { togglePicture } from './call-picture.ts';

describe('the call in a window of its own', () => {
  afterEach(() => {
    endFakes();
    document.querySelector('iframe')?.remove();
  });

  it('shows those in it, switches microphone and camera, and closes with the call', async () => {
    const { ada } = await office(), session = fakeMeeting(2, { isStill: false }), frame = document.body.appendChild(document.createElement('iframe')), opened = frame.contentWindow!;
    let isClosed = false;
    const close = opened.close = () => { isClosed = true; };
    Object.defineProperty(window, 'documentPictureInPicture', { configurable: true, value: { window: null, requestWindow: () => Promise.resolve(opened) } }); // a real one asks for a press
    await togglePicture(session, ada, document.body);
    const { body } = opened.document, named = (label: string) => [...body.querySelectorAll('button')].find(({ ariaLabel }) => ariaLabel === label)!;
    await waitFor(() => body.querySelectorAll('video').length === 2 && [...body.querySelectorAll('video')].every((video) => video.getVideoPlaybackQuality().totalVideoFrames > 2));
    named('Mute').click();
    await waitFor(() => named('Unmute').ariaPressed === 'true');
    named('Camera off').click();
    expect(session.asked).to.eql(['setMicrophone false', 'setCamera false']);
    share(session, 'mari');
    await waitFor(() => body.querySelectorAll('.screen').length === 1 && body.querySelectorAll('main > div').length === 1);
    session.over();
    expect([isClosed, opened.close]).to.eql([true, close]);
  });
});
