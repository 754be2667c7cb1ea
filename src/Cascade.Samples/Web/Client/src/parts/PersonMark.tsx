import type { Member } from '../room/messages';

/** Somebody's colour and letter, as their keys have them. */
export function PersonMark({ member: { colour, letter } }: { readonly member: Member }) {
  return (
    <span
      aria-hidden="true"
      className="grid size-6 shrink-0 place-items-center rounded-full border-2 text-[13px] leading-none font-bold"
      style={{ borderColor: colour || 'var(--edge)' }}
    >
      {letter || '·'}
    </span>
  );
}
