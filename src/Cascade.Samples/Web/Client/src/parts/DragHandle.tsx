interface DragHandleProps {
  readonly x: number;
  readonly y: number;
  readonly label: string;
  /** The place of the pointer, in the units of the drawing. */
  readonly onMove: (x: number, y: number) => void;
}

/** A place in a drawing that a pointer takes hold of. For keys there are number fields beside the drawing. */
export function DragHandle({ x, y, label, onMove }: DragHandleProps) {
  const move = (event: React.PointerEvent<SVGGElement>) => {
    if (!event.currentTarget.hasPointerCapture(event.pointerId)) return;
    const drawing = event.currentTarget.ownerSVGElement!;
    const box = drawing.getBoundingClientRect(), view = drawing.viewBox.baseVal;
    onMove(((event.clientX - box.left) / box.width) * view.width, ((event.clientY - box.top) / box.height) * view.height);
  };
  return (
    <g
      data-handle={label}
      className="cursor-grab touch-none active:cursor-grabbing"
      transform={`translate(${x} ${y})`}
      onPointerDown={(event) => event.currentTarget.setPointerCapture(event.pointerId)}
      onPointerMove={move}
    >
      <title>{label}</title>
      <circle r="18" fill="transparent" />
      <circle r="6.5" fill="var(--surface)" stroke="var(--accent)" strokeWidth="2.5" />
    </g>
  );
}
