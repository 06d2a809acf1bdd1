// What is done once a frame: the run goes on, and what has changed is drawn.

/** With reduced motion the pictures move this seldom. */
const CALM_MS = 500;

export class Frames {
  #calm = matchMedia("(prefers-reduced-motion: reduce)");
  #run;
  #page;
  #outdated = true;
  #ended = false;
  #drawn = -1;
  #drawnAt = -Infinity;

  /**
   * @param {import("../training/run.js").Run} run
   * @param {{ trains: () => boolean, draw: (now: number) => boolean }} page whether the run is to go on; draws what has changed, false where that cannot be yet
   */
  constructor(run, page) {
    this.#run = run;
    this.#page = page;
  }

  start() {
    requestAnimationFrame((now) => this.#frame(now));
  }

  /** Nothing is drawn any more. */
  end() {
    this.#ended = true;
  }

  /** Something besides the run has changed. */
  outdate() {
    this.#outdated = true;
  }

  /** The run goes on as far as it is due. @param {number} now */
  advance(now) {
    if (this.#page.trains()) this.#run.frame(now);
  }

  /** @param {number} now */
  #frame(now) {
    if (this.#ended) return;
    // Who does not look misses nothing: the training waits. Some browsers give a hidden page frames all the same.
    if (!document.hidden) {
      this.advance(now);
      this.#draw(now);
    }
    this.start();
  }

  /** @param {number} now */
  #draw(now) {
    const { version, playing } = this.#run;
    const wait = this.#calm.matches && playing ? CALM_MS : 0;
    if ((!this.#outdated && version === this.#drawn) || now - this.#drawnAt < wait || !this.#page.draw(now)) return;
    this.#outdated = false;
    this.#drawn = version;
    this.#drawnAt = now;
  }
}
