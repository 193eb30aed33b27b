/**
 * Takes the font of the page and hangs on custom properties, so that it fits a site without fighting it. Elements are named by
 * `data-part` and `data-state` for rules of one's own. Contrast is at least 4.5 to 1 on its own grounds (WCAG 2.2, 1.4.3).
 */
export const styles = `
.forecourt-photos {
  --_text: var(--forecourt-text, light-dark(#1a1a1a, #ededed));
  --_quiet: var(--forecourt-quiet-text, light-dark(#5c5c5c, #ababab));
  --_ground: var(--forecourt-ground, light-dark(#ffffff, #1c1c1c));
  --_border: var(--forecourt-border, light-dark(#d4d4d4, #3a3a3a));
  --_accent: var(--forecourt-accent, light-dark(#1d5fd1, #85b2ff));
  --_on-accent: var(--forecourt-on-accent, light-dark(#ffffff, #10203a));
  --_surround: var(--forecourt-surround, light-dark(#e6e6e6, #4a4a4a));
  --_bad: var(--forecourt-bad, light-dark(#b3261e, #ff9b92));
  --_good: var(--forecourt-good, light-dark(#1b6e3c, #7fd49c));
  --_radius: var(--forecourt-radius, 6px);
  --_column: var(--forecourt-card-width, 240px);
  color: var(--_text); font-size: 14px; line-height: 20px; font-variant-numeric: tabular-nums; container-type: inline-size;
}
.forecourt-photos :where(*) { box-sizing: border-box; }
.forecourt-photos [data-part='drop-zone'] {
  display: flex; flex-wrap: wrap; align-items: center; justify-content: center; gap: 4px 12px; min-height: 88px; padding: 16px; color: var(--_quiet);
  border: 1px dashed var(--_border); border-radius: var(--_radius); background: var(--_ground);
}
.forecourt-photos [data-part='drop-zone'][data-over] { border-color: var(--_accent); outline: 1px solid var(--_accent); }
.forecourt-photos [data-part='list'] {
  display: grid; grid-template-columns: repeat(auto-fill, minmax(min(var(--_column), 100%), 1fr)); gap: 16px; margin: 16px 0 0; padding: 0; list-style: none;
}
.forecourt-photos [data-part='card'] {
  display: flex; flex-direction: column; margin: 0; overflow: clip; border: 1px solid var(--_border); border-radius: var(--_radius); background: var(--_ground);
}
.forecourt-photos [data-part='picture'] {
  position: relative; display: block; width: 100%; padding: 0; border: 0; aspect-ratio: 4 / 3; background: var(--_surround); color: inherit; font: inherit;
}
.forecourt-photos [data-part='picture'] img { position: absolute; inset: 0; width: 100%; height: 100%; object-fit: contain; }
.forecourt-photos [data-part='before'] { opacity: 0; transition: opacity 140ms; background: var(--_surround); }
.forecourt-photos [data-part='picture']:is(:hover, :focus-visible, [aria-pressed='true']) [data-part='before'],
.forecourt-photos [data-part='picture']:not([data-cutout]) [data-part='before'] { opacity: 1; }
.forecourt-photos [data-part='before-word'] {
  position: absolute; left: 8px; top: 8px; padding: 0 6px; border-radius: 4px; font-size: 12px; background: #000c; color: #fff; opacity: 0;
}
.forecourt-photos [data-part='picture'][data-cutout]:is(:hover, :focus-visible, [aria-pressed='true']) [data-part='before-word'] { opacity: 1; }
.forecourt-photos [data-part='facts'] { display: grid; gap: 4px; padding: 8px 12px 12px; flex: 1; align-content: start; }
.forecourt-photos [data-part='name'] { overflow: hidden; text-overflow: ellipsis; white-space: nowrap; }
.forecourt-photos [data-part='state'] { display: flex; align-items: center; gap: 6px; min-height: 20px; color: var(--_quiet); }
.forecourt-photos [data-part='state'] svg { flex: none; }
.forecourt-photos [data-state='failed'] [data-part='state'], .forecourt-photos [data-state='rejected'] [data-part='state'], .forecourt-photos [data-part='error'] { color: var(--_bad); }
.forecourt-photos [data-state='approved'] [data-part='state'] { color: var(--_good); }
.forecourt-photos [data-part='advice'], .forecourt-photos [data-part='error'] { font-size: 13px; }
.forecourt-photos progress { width: 100%; height: 4px; accent-color: var(--_accent); }
.forecourt-photos [data-part='actions'] { display: flex; flex-wrap: wrap; gap: 8px; margin-top: auto; padding-top: 4px; }
.forecourt-photos button[data-part='action'] {
  min-height: 32px; padding: 0 12px; font: inherit; cursor: pointer; color: var(--_text); background: transparent; border: 1px solid var(--_border); border-radius: var(--_radius);
}
.forecourt-photos button[data-part='action'][data-main] { color: var(--_on-accent); background: var(--_accent); border-color: var(--_accent); }
.forecourt-photos button[data-part='action']:disabled { opacity: 0.6; cursor: default; }
.forecourt-photos :is(button, input):focus-visible { outline: 2px solid var(--_accent); outline-offset: 2px; }
.forecourt-photos [data-part='picture']:focus-visible { outline-offset: -2px; }
.forecourt-photos [data-part='unseen'] { position: absolute; width: 1px; height: 1px; overflow: hidden; clip-path: inset(50%); white-space: nowrap; }
@media (pointer: coarse) { .forecourt-photos button[data-part='action'] { min-height: 44px; } }
@media (prefers-reduced-motion: reduce) { .forecourt-photos [data-part='before'] { transition: none; } }
`;
