/** A track that is made of another one: it stops that one with itself, ends with it, has its size, and hands on what is asked of it. `close` frees what stands between them. */
export function derived<T extends MediaStreamTrack>(track: T, from: MediaStreamTrack, close: () => void): T {
  const stop = track.stop.bind(track);
  const end = () => {
    stop();
    close();
  };
  from.addEventListener('ended', () => {
    end();
    track.dispatchEvent(new Event('ended'));
  }, { once: true });
  return Object.assign(track, {
    stop() {
      from.stop();
      end();
    },
    getSettings: () => from.getSettings(),
    applyConstraints: (constraints?: MediaTrackConstraints) => from.applyConstraints(constraints),
  });
}
