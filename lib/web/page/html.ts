/**
 * Creates the markup of the page. Values become text or properties, never markup.
 *
 * @module
 */
import htm from "htm";
import { type ComponentChildren, h, type VNode } from "preact";

/** Markup. */
export type View = VNode | VNode[] | null;

type Template = (strings: TemplateStringsArray, ...values: unknown[]) => View;

/** A tagged template that creates virtual nodes, see htm. */
export const ui: Template = (htm as unknown as { bind(make: typeof h): Template }).bind(h);

/** The content of an element. */
export type Children = ComponentChildren;
