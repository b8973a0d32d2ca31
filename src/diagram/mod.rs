//! Diagrams: the source of Mermaid in, SVG out, drawn while the site is built.
//!
//! Flowcharts, sequence, class, state, gantt and pie diagrams have a file each, which reads the source and draws it; what they share is
//! the text of labels, the canvas and a layered layout. The SVG holds shapes, text and classes: no style,
//! no script, no link, no id, so that it can stand in any page as often as it likes, and the page's style sheet gives it the colours of
//! both schemes. Styles and links in the source are passed over. The same source gives the same bytes.

mod canvas;
mod class;
mod flowchart;
mod gantt;
mod graph;
mod label;
mod layered;
mod links;
mod pie;
mod sequence;
mod source;
mod state;

#[cfg(test)]
mod tests;

use crate::diagnostic::nearest;
use std::ops::Range;
use std::panic::AssertUnwindSafe;

/// The longest source, in bytes.
pub const MAX_SOURCE: usize = 32 << 10;
/// The most things (nodes, tasks, messages) in one diagram.
const MAX_THINGS: usize = 400;
/// The most edges in one diagram.
const MAX_EDGES: usize = 800;

/// The elements that drawings are made of.
pub const ELEMENTS: &[&str] = &["svg", "g", "path", "rect", "circle", "text", "tspan"];
/// Their attributes. None of them names a thing elsewhere.
pub const ATTRIBUTES: &[&str] = &[
    "class",
    "cx",
    "cy",
    "d",
    "fill",
    "fill-opacity",
    "font-size",
    "font-style",
    "height",
    "r",
    "rx",
    "stroke",
    "stroke-dasharray",
    "stroke-opacity",
    "stroke-width",
    "text-anchor",
    "text-decoration",
    "viewBox",
    "width",
    "x",
    "y",
];

/// The names that style sheets have for colours (CSS Color 4).
pub const COLOURS: &str = "\
    aliceblue antiquewhite aqua aquamarine azure beige bisque black blanchedalmond blue blueviolet brown burlywood \
    cadetblue chartreuse chocolate coral cornflowerblue cornsilk crimson cyan darkblue darkcyan darkgoldenrod \
    darkgray darkgreen darkgrey darkkhaki darkmagenta darkolivegreen darkorange darkorchid darkred darksalmon \
    darkseagreen darkslateblue darkslategray darkslategrey darkturquoise darkviolet deeppink deepskyblue dimgray \
    dimgrey dodgerblue firebrick floralwhite forestgreen fuchsia gainsboro ghostwhite gold goldenrod gray green \
    greenyellow grey honeydew hotpink indianred indigo ivory khaki lavender lavenderblush lawngreen lemonchiffon \
    lightblue lightcoral lightcyan lightgoldenrodyellow lightgray lightgreen lightgrey lightpink lightsalmon \
    lightseagreen lightskyblue lightslategray lightslategrey lightsteelblue lightyellow lime limegreen linen \
    magenta maroon mediumaquamarine mediumblue mediumorchid mediumpurple mediumseagreen mediumslateblue \
    mediumspringgreen mediumturquoise mediumvioletred midnightblue mintcream mistyrose moccasin navajowhite navy \
    oldlace olive olivedrab orange orangered orchid palegoldenrod palegreen paleturquoise palevioletred papayawhip \
    peachpuff peru pink plum powderblue purple rebeccapurple red rosybrown royalblue saddlebrown salmon sandybrown \
    seagreen seashell sienna silver skyblue slateblue slategray slategrey snow springgreen steelblue tan teal \
    thistle tomato turquoise violet wheat white whitesmoke yellow yellowgreen transparent";

/// Why a diagram cannot be drawn.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Error {
    /// What is wrong: lower case, no full stop.
    pub message: String,
    /// Where, in bytes of the source.
    pub at: Range<usize>,
}

/// A diagram as drawn.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Drawing {
    /// One `<svg>` element without a name: the page gives it one.
    pub svg: String,
    /// What the source calls the diagram; empty where it says nothing.
    pub title: String,
}

/// A kind of diagram that is drawn here.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Kind {
    Flowchart,
    Sequence,
    Class,
    State,
    Gantt,
    Pie,
}

/// Draws a diagram.
///
/// # Errors
///
/// Whatever is not drawn: other kinds of diagram, lines that cannot be read, diagrams too large.
pub fn draw(text: &str) -> Result<Drawing, Error> {
    if text.len() > MAX_SOURCE {
        return Err(Error { message: format!("it is longer than {} KB", MAX_SOURCE >> 10), at: 0..text.len() });
    }
    let drawn = std::panic::catch_unwind(AssertUnwindSafe(|| drawn(text)));
    drawn.unwrap_or_else(|_| Err(Error { message: "it is beyond what is drawn here".to_owned(), at: 0..text.len() }))
}

fn drawn(text: &str) -> Result<Drawing, Error> {
    let source = source::Source::new(text);
    let Some(first) = source.lines.first() else {
        return Err(Error { message: "it is empty".to_owned(), at: 0..text.len() });
    };
    let word = first.text.split(|c: char| c.is_whitespace() || c == ';' || c == ':').next().unwrap_or_default();
    let kind = match word {
        "flowchart" | "graph" | "flowchart-elk" => Kind::Flowchart,
        "sequenceDiagram" => Kind::Sequence,
        "classDiagram" | "classDiagram-v2" => Kind::Class,
        "stateDiagram" | "stateDiagram-v2" => Kind::State,
        "gantt" => Kind::Gantt,
        "pie" => Kind::Pie,
        _ => {
            let at = first.at..first.at + word.len();
            let all = ["flowchart", "graph", "sequenceDiagram", "classDiagram", "stateDiagram", "gantt", "pie"];
            if let Some(near) = nearest(word, all) {
                return Err(Error { message: format!("there is no diagram `{word}`: did you mean `{near}`?"), at });
            }
            let drawn = "flowchart, sequenceDiagram, classDiagram, stateDiagram, gantt and pie are drawn";
            return Err(Error { message: format!("there is no diagram `{word}` here: {drawn}"), at });
        }
    };
    let behind = first.text[word.len()..].trim_start_matches([';', ':']).trim();
    if !matches!(kind, Kind::Flowchart | Kind::Pie) && !behind.is_empty() && !behind.starts_with("%%") {
        let at = first.at + first.text.len() - behind.len();
        return Err(Error {
            message: format!("what stands behind `{word}` belongs on a line of its own"),
            at: at..at + behind.len(),
        });
    }
    if let Some(line) = source.lines.iter().find(|line| line.text.contains("$$")) {
        return Err(line.error("formulas in diagrams are not drawn"));
    }
    let (canvas, title) = match kind {
        Kind::Flowchart => flowchart::draw(&source)?,
        Kind::Sequence => sequence::draw(&source)?,
        Kind::Class => class::draw(&source)?,
        Kind::State => state::draw(&source)?,
        Kind::Gantt => gantt::draw(&source)?,
        Kind::Pie => pie::draw(&source)?,
    };
    let name = match kind {
        Kind::Flowchart => "flowchart",
        Kind::Sequence => "sequence",
        Kind::Class => "class",
        Kind::State => "state",
        Kind::Gantt => "gantt",
        Kind::Pie => "pie",
    };
    let title = [&source.name, &title, &source.title].into_iter().find(|title| !title.is_empty());
    Ok(Drawing { svg: canvas.finish(name), title: title.cloned().unwrap_or_default() })
}
