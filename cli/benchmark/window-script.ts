/**
 * What is put into the page to measure it: from a key to the frame that shows
 * what it did, and the length of frames while something scrolls. It reads what
 * the window says of itself (`data-…`) and touches nothing.
 */
export const WINDOW_SCRIPT = `
globalThis.isolineMeasure = (() => {
  const find = (id) => document.querySelector('[data-testid="' + id + '"]');
  const frame = () => new Promise((done) => requestAnimationFrame(done));
  // A message that is posted in a frame comes after that frame was painted.
  const painted = () => new Promise((done) => { const { port1, port2 } = new MessageChannel(); port1.onmessage = () => done(performance.now()); port2.postMessage(0); });
  let wanted = null;
  let frames = null;
  return {
    find,
    // Waits until the page is as 'expression' says; false after some seconds.
    async until(expression, seconds = 60) {
      const holds = new Function('find', 'return ' + expression);
      for (const end = performance.now() + 1000 * seconds; performance.now() < end; await frame()) if (holds(find)) return true;
      return false;
    },
    // From the next key on: milliseconds until the frame is painted in which 'expression' holds; read by 'picture'.
    watch(expression) {
      const holds = new Function('find', 'before', 'return ' + expression);
      const before = new Function('find', 'return { key: find("current-beat")?.dataset.key, selected: find("selected")?.textContent, beatClass: find("current-beat")?.dataset.class, counts: ["N","S","V","F","Q"].map((of) => find("count-" + of)?.dataset.count).join() }')(find);
      wanted = new Promise((done) => {
        addEventListener('keydown', async (event) => {
          const from = event.timeStamp;
          for (const end = from + 20000; performance.now() < end; ) {
            await frame();
            if (holds(find, before)) { done(await painted() - from); return; }
          }
          done(-1);
        }, { capture: true, once: true });
      });
      return true;
    },
    picture: () => wanted,
    beginFrames() {
      frames = [];
      const list = frames;
      const tick = (at) => { if (frames !== list) return; list.push(at); requestAnimationFrame(tick); };
      requestAnimationFrame(tick);
      return true;
    },
    endFrames() { const list = frames; frames = null; return list; },
    box(id) { const { x, y, width, height } = find(id).getBoundingClientRect(); return { x, y, width, height }; },
  };
})();
true`;
