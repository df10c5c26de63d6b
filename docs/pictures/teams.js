// How Teams' light theme draws a card: sizes and colours close to Teams', in the form that
// adaptivecards takes. Teams publishes none that is up to date.

const FONTS = {
  fontSizes: { small: 12, default: 14, medium: 14, large: 18, extraLarge: 24 },
  fontWeights: { lighter: 300, default: 400, bolder: 600 },
};

function colour(plain, subtle = plain) {
  return { default: plain, subtle };
}

const FOREGROUND = {
  default: colour("#242424", "#616161"),
  dark: colour("#242424", "#616161"),
  light: colour("#ffffff", "#f3f2f1"),
  accent: colour("#5b5fc7", "#7f85f5"),
  good: colour("#237b4b"),
  warning: colour("#835c00"),
  attention: colour("#c4314b"),
};

function style(backgroundColor, borderColor) {
  return { backgroundColor, borderColor, foregroundColors: FOREGROUND };
}

export const hostConfig = {
  supportsInteractivity: true,
  spacing: { small: 8, default: 12, medium: 16, large: 20, extraLarge: 24, padding: 16 },
  separator: { lineThickness: 1, lineColor: "#e0e0e0" },
  fontTypes: {
    default: { fontFamily: '"Segoe UI", "Open Sans", sans-serif', ...FONTS },
    monospace: { fontFamily: '"DejaVu Mono", monospace', ...FONTS },
  },
  containerStyles: {
    default: style("#ffffff", "#e0e0e0"),
    emphasis: style("#f5f5f5", "#e0e0e0"),
    good: style("#e7f2da", "#bdda9b"),
    attention: style("#fcf4f6", "#f3d6db"),
    warning: style("#fbf6d9", "#f2e384"),
    accent: style("#e8ebfa", "#c5cbfa"),
  },
  actions: {
    maxActions: 6,
    spacing: "default",
    buttonSpacing: 8,
    actionsOrientation: "horizontal",
    actionAlignment: "left",
    showCard: { actionMode: "inline", inlineTopMargin: 16, style: "emphasis" },
  },
  table: { cellSpacing: 8 },
};
