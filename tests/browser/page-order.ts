// What a good designer would send back, as far as a program can tell.

import { expect, type Page } from "@playwright/test";

/** Pairs of texts that cover each other, in words. */
export function overlaps(page: Page): Promise<string[]> {
  return page.evaluate(() => {
    interface Box {
      text: string;
      node: Node;
      rect: DOMRect;
    }
    const boxes: Box[] = [];
    const seen = (element: Element) => {
      if (!element.checkVisibility({ visibilityProperty: true, opacityProperty: true })) return false;
      for (let at: Element | null = element; at !== null; at = at.parentElement) {
        const { clipPath, position } = getComputedStyle(at);
        // Kept for screen readers only; or floating above the page on purpose.
        if (clipPath !== "none" || position === "fixed") return false;
      }
      return true;
    };
    /** As much of it as its scrolling box shows. */
    const add = (text: string, node: Node, parent: Element, { left, top, right, bottom }: DOMRect) => {
      for (let at: Element | null = parent; at !== null; at = at.parentElement) {
        if (!at.matches(".scope-scroll, #scope-formula, .own-scroll, .own-label, .data .scroll")) continue;
        const box = at.getBoundingClientRect();
        [left, right, top, bottom] = [Math.max(left, box.left), Math.min(right, box.right), Math.max(top, box.top), Math.min(bottom, box.bottom)];
      }
      if (right - left > 1 && bottom - top > 1) boxes.push({ text, node, rect: new DOMRect(left, top, right - left, bottom - top) });
    };
    const walker = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
    for (let node = walker.nextNode(); node !== null; node = walker.nextNode()) {
      const parent = node.parentElement;
      const text = node.textContent?.trim() ?? "";
      // A formula's parts belong on top of each other.
      if (text === "" || parent === null || parent.closest("math, script, style, template, noscript, canvas") !== null || !seen(parent)) continue;
      const range = document.createRange();
      range.selectNodeContents(node);
      for (const rect of range.getClientRects()) add(text, node, parent, rect);
    }
    for (const element of document.querySelectorAll("math, canvas, input, textarea, select, .track")) {
      if (seen(element)) add(`<${element.tagName.toLowerCase()} ${element.id || element.getAttribute("aria-label") || element.className}>`, element, element, element.getBoundingClientRect());
    }
    const found: string[] = [];
    boxes.forEach((a, i) => {
      for (const b of boxes.slice(i + 1)) {
        if (a.node === b.node || a.node.contains(b.node) || b.node.contains(a.node)) continue;
        if (a.node instanceof HTMLCanvasElement && b.node instanceof HTMLCanvasElement) continue;
        const width = Math.min(a.rect.right, b.rect.right) - Math.max(a.rect.left, b.rect.left);
        const height = Math.min(a.rect.bottom, b.rect.bottom) - Math.max(a.rect.top, b.rect.top);
        // A line's box is taller than its letters.
        if (width > 1 && height > 0.3 * Math.min(a.rect.height, b.rect.height)) found.push(`“${a.text}” and “${b.text}” by ${width.toFixed(1)} x ${height.toFixed(1)}`);
      }
    });
    return found;
  });
}

/** All of it, for the page as it is. `dotsAllowed`: a choice may end in dots, its words being longer than any that are real. */
export async function expectInOrder(page: Page, when: string, dotsAllowed = false): Promise<void> {
  const scroll = await page.evaluate(() => [document.documentElement.scrollWidth, document.documentElement.clientWidth]);
  expect.soft(scroll[0], `${when}: no scrolling sideways`).toBeLessThanOrEqual(scroll[1]!);
  expect.soft(await overlaps(page), `${when}: no overlap`).toEqual([]);
  expect.soft(await cutOff(page, dotsAllowed), `${when}: nothing cut off`).toEqual([]);
  expect.soft(await smallTargets(page), `${when}: targets`).toEqual([]);
}

/** Elements whose content is wider than they are, or that stick out of the page; what scrolls by itself may. */
export function cutOff(page: Page, dotsAllowed = false): Promise<string[]> {
  return page.evaluate((dotsAllowed) => {
    const found: string[] = [];
    const width = document.documentElement.clientWidth;
    for (const element of document.querySelectorAll<HTMLElement>("#app *")) {
      if (element.closest(".sr, math, svg, .scope-scroll, #scope-formula, .own-scroll, .data .scroll") !== null || !element.checkVisibility({ visibilityProperty: true })) continue;
      const { left, right } = element.getBoundingClientRect();
      const name = `${element.tagName.toLowerCase()} #${element.id} .${element.className}: “${(element.textContent ?? "").trim().slice(0, 40)}”`;
      if (left < -0.5 || right > width + 0.5) found.push(`${name} reaches from ${left} to ${right} of ${width}`);
      // Some versions of Chromium count what the dots stand for as its width.
      if (dotsAllowed && element instanceof HTMLSelectElement && getComputedStyle(element).textOverflow === "ellipsis") continue;
      if (!(element instanceof HTMLInputElement) && element.scrollWidth > element.clientWidth + 1 && element.clientWidth > 0) found.push(`${name}: ${element.scrollWidth} in ${element.clientWidth}`);
    }
    return found;
  }, dotsAllowed);
}

/** What is to be hit and is smaller than 24 by 24. */
export function smallTargets(page: Page): Promise<string[]> {
  return page.evaluate(() => {
    const found: string[] = [];
    for (const control of document.querySelectorAll<HTMLInputElement>("button, input, a[href], summary, select")) {
      if (!control.checkVisibility({ visibilityProperty: true })) continue;
      // A radio button is hit through its label.
      const target = control.type === "radio" || control.type === "checkbox" ? (control.closest("label") ?? control) : control;
      const { width, height } = target.getBoundingClientRect();
      if (width < 23.9 || height < 23.9) found.push(`${control.id || control.getAttribute("aria-label")}: ${width} x ${height}`);
    }
    return found;
  });
}
