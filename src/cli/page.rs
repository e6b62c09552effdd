//! `kith page`: the simulator in one file, which opens in a browser without a network and runs there.

use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::sync::atomic::AtomicBool;

use crate::cli::progress::Progress;
use crate::cli::run::stop_on_signals;
use crate::cli::sizes::Sizes;
use crate::cli::whole;
use crate::cli::{BASELINE, Exit, Failure, Result, complain, named_file, say};
use crate::page::levers::LEVERS;
use crate::page::made::{self, Contents, LARGEST, Start};
use crate::page::wish::{Texts, Wish};
use crate::runs::parallel::Courses;
use crate::runs::{Compared, Kept, RunSize, Watch, run_compared};
use crate::scenario::{self, BUILT_IN, Origin, Scenario};

/// Scenarios that a page has when none is named.
const USUAL: [&str; 7] = [
    "expansion",
    "expansion_with_vcs_growth",
    "supervision_and_support",
    "whole_system",
    "targets_and_creaming",
    "austerity",
    "no_social_prescribing",
];

/// Where a module is looked for, from the folder of the program and from the one at hand.
const MODULE: &str = "kith_page.wasm";
const BUILT: &str = "target/browsers/wasm32-unknown-unknown/release/kith_page.wasm";

/// Arguments of `kith page`.
#[derive(Debug, clap::Args)]
#[command(after_help = "\
Examples:
  kith page
  kith page expansion austerity mine.toml -o kith.html

The page is one file: send it, or put it on a memory stick, and open it in a browser. It asks no server for
anything. Its controls begin with the sizes given here, and a report of the named scenarios with these sizes
is made now, for readers whose browser runs no scripts.

The module inside is built apart, once, by `page/build` in the folder of the source.")]
pub struct Page {
    /// Scenarios to start from, beside today: files, or names of scenarios inside the program.
    #[arg(value_parser = named_file())]
    scenarios: Vec<PathBuf>,
    /// The file.
    #[arg(short, long, value_name = "FILE", default_value = "kith.html")]
    output: PathBuf,
    /// Replace a file that is there.
    #[arg(long)]
    force: bool,
    /// Print nothing but errors.
    #[arg(long)]
    quiet: bool,
    /// The module inside the page; looked for beside the program and in `target` when not given.
    #[arg(long, value_name = "FILE")]
    module: Option<PathBuf>,
    #[command(flatten)]
    sizes: Sizes,
}

/// Makes the page.
///
/// # Errors
/// If a scenario is wrong, there is no module, or the file cannot be written.
pub fn execute(args: &Page) -> Result<Exit> {
    if args.output.exists() && !args.force {
        complain(&format!(
            "error: {} is there already; --force replaces it",
            args.output.display()
        ));
        return Ok(Exit::Usage);
    }
    let module = module(args.module.as_deref())?;
    let named: Vec<PathBuf> = if args.scenarios.is_empty() {
        USUAL.iter().map(|name| scenario::find(name.into())).collect()
    } else {
        args.scenarios.clone()
    };
    let loaded = named.iter().map(|path| Ok(scenario::load(path)?)).collect::<Result<Vec<_>>>()?;
    let texts = texts(&loaded)?;
    let wish = wish(&args.sizes);
    let (starts_from, arms) = arms(&wish, &loaded, &texts)?;
    let borrowed: Vec<&Scenario> = arms.iter().collect();
    let stop = stop_on_signals()?;
    let plan = RunSize::of(arms[0].start());
    let compared = run(args, &borrowed, &plan, &stop)?;
    if compared.arms.first().is_none_or(|runs| runs.len() < plan.replicates as usize) {
        complain(&"Stopped: no page was written.");
        return Ok(Exit::Stopped);
    }
    let views = made::views(&borrowed, &compared);
    let starts = starts_from.into_iter().zip(&arms).zip(views).enumerate();
    let starts = starts.map(|(at, ((name, arm), view))| Start {
        title: if at == 0 { "Today".to_owned() } else { arm.title.clone() },
        because: if at == 0 { String::new() } else { loaded[at - 1].because.clone() },
        name,
        view,
    });
    let baseline = LEVERS.iter().map(|lever| (lever.id, lever.at_end(&arms[0]))).collect();
    let contents = Contents { wish, starts: starts.collect(), texts, baseline, module };
    let page = contents.html();
    whole::write(&[(&args.output, page.as_bytes())], args.force)?;
    if page.len() > LARGEST {
        complain(&format!(
            "warning: the page has {} kB; fewer scenarios make it smaller",
            page.len() / 1_000
        ));
    }
    if !args.quiet {
        say(&format!(
            "{}: {} kB. Open it in a browser.\n",
            args.output.display(),
            page.len() / 1_000
        ))?;
    }
    Ok(Exit::Done)
}

/// Where the controls stand at first.
fn wish(sizes: &Sizes) -> Wish {
    let usual = Wish::default();
    Wish {
        people: sizes.people.unwrap_or(usual.people),
        weeks: sizes.weeks.unwrap_or(usual.weeks),
        runs: sizes.replicates.unwrap_or(usual.runs),
        seed: sizes.seed.unwrap_or(usual.seed),
        ..usual
    }
}

/// The area as it is and each scenario as the page would run it, with the names to start from.
fn arms(wish: &Wish, loaded: &[Scenario], texts: &Texts) -> Result<(Vec<String>, Vec<Scenario>)> {
    let mut names = vec![BASELINE.to_owned()];
    let mut arms = vec![wish.asked(texts).map_err(Failure::Input)?.area];
    for scenario in loaded {
        if scenario.name == BASELINE {
            return Err(Failure::Input(
                "the baseline is in every page already, as today".to_owned(),
            ));
        }
        if names.contains(&scenario.name) {
            let message = format!("two scenarios of this page are called `{}`", scenario.name);
            return Err(Failure::Input(message));
        }
        let start = Wish { start: scenario.name.clone(), ..wish.clone() };
        let wrong = |why: String| Failure::Input(format!("{}: {why}", scenario.name));
        let asked = start.asked(texts).map_err(wrong)?;
        arms.push(asked.mine.expect("a start other than the baseline is an arm of its own"));
        names.push(scenario.name.clone());
    }
    Ok((names, arms))
}

/// The texts of scenarios that are not inside the program, by their names.
fn texts(loaded: &[Scenario]) -> Result<Texts> {
    let mut texts = Texts::new();
    for origin in loaded.iter().flat_map(|scenario| &scenario.files) {
        let Origin::File(path) = origin else { continue };
        let (name, text) = (origin.stem(), std::fs::read_to_string(path)?);
        if BUILT_IN.iter().any(|&(inside, is)| inside == name && is == text) {
            continue;
        }
        match texts.iter().find(|(there, _)| *there == name) {
            Some((_, there)) if *there == text => {}
            Some(_) => {
                let message = format!("two files of this page are called `{name}` and differ");
                return Err(Failure::Input(message));
            }
            None => texts.push((name, text)),
        }
    }
    Ok(texts)
}

fn run(
    args: &Page,
    arms: &[&Scenario],
    plan: &RunSize,
    stop: &Arc<AtomicBool>,
) -> Result<Compared> {
    let timelines: Vec<_> = arms.iter().map(|arm| &arm.timeline).collect();
    let progress = Progress::of_run(plan, u64::from(plan.replicates), args.quiet, Arc::clone(stop));
    let cell_done = || progress.advance();
    let watch = Watch { cell_done: &cell_done, stop };
    let numbers = 0..plan.replicates;
    let pool = args.sizes.pool()?;
    let compared = pool.install(|| {
        run_compared(&Courses::same(&timelines), plan, numbers, None, &watch, Kept::none())
    });
    progress.finish();
    Ok(compared)
}

/// The module, and that it is of this program's model.
fn module(named: Option<&Path>) -> Result<Vec<u8>> {
    let beside = std::env::current_exe().ok().map(|program| program.with_file_name(MODULE));
    let usual = || beside.into_iter().chain([PathBuf::from(BUILT)]).find(|path| path.is_file());
    let Some(path) = named.map(Path::to_owned).or_else(usual) else {
        return Err(Failure::Input(format!(
            "no module to put into the page: neither {MODULE} beside the program nor {BUILT}\n\
             It is the simulator built for browsers, and is built apart. In the folder of the source:\n  \
             page/build\n\
             which needs, beside Rust, `rustup target add wasm32-unknown-unknown` (or on Debian 12 the packages \
             rustc-web cargo-web rust-web-src lld-19), and says so where it is missing. A file from elsewhere:\n  \
             kith page --module FILE"
        )));
    };
    let wrong = |why: String| Failure::Input(format!("{}: {why}", path.display()));
    let bytes = std::fs::read(&path).map_err(|error| wrong(error.to_string()))?;
    made::checked(&bytes).map_err(|why| {
        wrong(format!(
            "{why}\nTo build the module of this program: page/build, in the folder of the source"
        ))
    })?;
    Ok(bytes)
}
