//! An SVG read back.

use std::collections::HashMap;

use plotters::style::RGBColor;

use crate::svg::WIDTH_EM;

#[derive(Debug)]
pub struct Element {
    pub tag: String,
    pub attributes: HashMap<String, String>,
    pub text: String,
}

impl Element {
    pub fn get(&self, name: &str) -> &str {
        self.attributes
            .get(name)
            .unwrap_or_else(|| panic!("{self:?} has no {name}"))
    }
    pub fn number(&self, name: &str) -> f64 {
        self.get(name).parse().unwrap()
    }
    /// The opaque shapes of a colour are markers (or single points of a line); the others are bands.
    pub fn is_marker_of(&self, color: RGBColor) -> bool {
        ["circle", "polygon"].contains(&self.tag.as_str())
            && self.get("fill") == hex(color)
            && self.get("opacity") == "1"
    }
    pub fn points(&self) -> Vec<(f64, f64)> {
        self.get("points")
            .split_whitespace()
            .map(|point| {
                let (x, y) = point.split_once(',').unwrap();
                (x.parse().unwrap(), y.parse().unwrap())
            })
            .collect()
    }
    /// The smallest box around the shape: left, top, right, bottom.
    pub fn bounds(&self) -> (f64, f64, f64, f64) {
        match self.tag.as_str() {
            "rect" => {
                let (x, y) = (self.number("x"), self.number("y"));
                (x, y, x + self.number("width"), y + self.number("height"))
            }
            "circle" => {
                let (x, y, r) = (self.number("cx"), self.number("cy"), self.number("r"));
                (x - r, y - r, x + r, y + r)
            }
            "text" => {
                let (x, y, em) = (self.number("x"), self.number("y"), self.number("font-size"));
                let width = self.text.chars().count() as f64 * em * WIDTH_EM;
                let left = match self.get("text-anchor") {
                    "start" => x,
                    "middle" => x - width / 2.0,
                    "end" => x - width,
                    other => panic!("text-anchor {other}"),
                };
                let top = match self.get("dy") {
                    "0.76em" => y,
                    "0.5ex" => y - em / 2.0,
                    other => panic!("dy {other}"),
                };
                (left, top, left + width, top + em)
            }
            _ => self.points().iter().fold(
                (f64::MAX, f64::MAX, f64::MIN, f64::MIN),
                |(left, top, right, bottom), &(x, y)| {
                    (left.min(x), top.min(y), right.max(x), bottom.max(y))
                },
            ),
        }
    }
}

pub fn hex(color: RGBColor) -> String {
    format!("#{:02X}{:02X}{:02X}", color.0, color.1, color.2)
}

/// Reads an SVG file as strictly as an XML reader would, but only the part of XML that plotters writes: one element a
/// line, no children but text.
pub fn parse(svg: &str) -> Result<Vec<Element>, String> {
    if let Some(bad) = svg.chars().find(|c| c.is_control() && *c != '\n') {
        return Err(format!("the character {bad:?}"));
    }
    let body = svg
        .strip_prefix("<svg ")
        .and_then(|rest| rest.split_once(">\n"))
        .and_then(|(_, rest)| rest.strip_suffix("</svg>\n"))
        .ok_or("no svg element around it")?;
    let mut elements = Vec::new();
    let mut rest = body;
    while !rest.is_empty() {
        let (tag, after) = rest
            .strip_prefix('<')
            .and_then(|rest| rest.split_once(' '))
            .ok_or_else(|| format!("no element at {rest:.60}"))?;
        rest = after;
        let mut attributes = HashMap::new();
        while let Some((name, after)) = rest.split_once("=\"") {
            let name = name.trim_start();
            if !name
                .bytes()
                .all(|b| b.is_ascii_lowercase() || b == b'-' || b == b'1' || b == b'2')
            {
                break;
            }
            let (value, after) = after.split_once('"').ok_or("an open quote")?;
            if attributes
                .insert(name.to_owned(), unescape(value)?)
                .is_some()
            {
                return Err(format!("{name} twice"));
            }
            rest = after;
        }
        let mut text = String::new();
        if let Some(after) = rest.strip_prefix("/>\n") {
            rest = after;
        } else {
            let (content, after) = rest
                .strip_prefix(">\n")
                .and_then(|rest| rest.split_once(&format!("\n</{tag}>\n")))
                .ok_or_else(|| format!("{tag} not closed at {rest:.60}"))?;
            text = unescape(content)?;
            rest = after;
        }
        elements.push(Element {
            tag: tag.to_owned(),
            attributes,
            text,
        });
    }
    Ok(elements)
}

fn unescape(text: &str) -> Result<String, String> {
    if text.contains(['<', '>']) {
        return Err(format!("a bare bracket in {text}"));
    }
    let mut parts = text.split('&');
    let mut plain = parts.next().unwrap_or_default().to_owned();
    for part in parts {
        let (name, after) = part.split_once(';').ok_or("a bare ampersand")?;
        plain.push(match name {
            "lt" => '<',
            "gt" => '>',
            "amp" => '&',
            "quot" => '"',
            "apos" => '\'',
            other => return Err(format!("the entity {other}")),
        });
        plain.push_str(after);
    }
    Ok(plain)
}
