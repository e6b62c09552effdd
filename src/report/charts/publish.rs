//! Pictures as files: each as SVG and PNG in a folder of results, with an index of what it says.

use std::io::{self, Write};

use crate::report::charts::{Set, drawn, laid_out, png};
use crate::report::error::Error;
use crate::report::folder::Staging;
use crate::report::rows::Writer;

/// Columns of the index.
const INDEX: [&str; 4] = ["chart", "file", "sentence", "data"];

/// Draws pictures into the staging folder, with an index of what each says.
pub(crate) fn publish(staging: &Staging<'_>, sets: &[Set]) -> Result<(), Error> {
    let mut names = Vec::new();
    let mut all = Vec::new();
    for Set { prefix, charts, footer } in sets {
        for chart in charts {
            let svg = format!("charts/{prefix}{}.svg", chart.name);
            staging.file(&svg, |out| out.write_all(drawn(chart, footer).as_bytes()))?;
            names.push(format!("charts/{prefix}{}.png", chart.name));
            all.push((chart, footer));
        }
    }
    staging.drawn(&names, &|number, path| {
        let (chart, footer) = all[number];
        png::png(&laid_out(chart, footer), path)
    })?;
    staging.file("charts/index.csv", |out| index(out, sets))
}

fn index(out: &mut dyn Write, sets: &[Set]) -> io::Result<()> {
    let mut rows = Writer::from_writer(out);
    rows.write_record(INDEX)?;
    for set in sets {
        for chart in &set.charts {
            let name = format!("{}{}", set.prefix, chart.name);
            for ending in ["svg", "png"] {
                let file = format!("{name}.{ending}");
                rows.write_record([&name, &file, &chart.sentence, chart.data])?;
            }
        }
    }
    rows.flush()
}
