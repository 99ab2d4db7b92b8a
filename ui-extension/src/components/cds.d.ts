import type { HTMLAttributes } from 'preact';

type ClarityElement<P = object> = HTMLAttributes<HTMLElement> & P;

declare module 'preact' {
  namespace JSX {
    interface IntrinsicElements {
      'cds-button': ClarityElement<{
        action?: 'solid' | 'outline' | 'flat' | 'flat-inline';
        status?: 'primary' | 'success' | 'warning' | 'danger' | 'neutral' | 'inverse';
        size?: 'sm' | 'md';
        type?: 'button' | 'submit';
        disabled?: boolean;
        loadingState?: 'default' | 'loading';
      }>;
      'cds-icon': ClarityElement<{ shape: string; size?: string; status?: string; solid?: boolean }>;
      'cds-progress-circle': ClarityElement<{ size?: string; value?: number; line?: number }>;
      'cds-input': ClarityElement<ControlProps>;
      'cds-password': ClarityElement<ControlProps>;
      'cds-textarea': ClarityElement<ControlProps>;
      'cds-control-message': ClarityElement<{ status?: 'neutral' | 'error' | 'success' }>;
    }
  }
}

interface ControlProps {
  layout?: 'vertical' | 'vertical-inline' | 'horizontal' | 'horizontal-inline' | 'compact';
  'control-width'?: 'stretch' | 'shrink';
}
