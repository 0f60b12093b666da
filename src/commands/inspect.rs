//! `inspect`: what an authorize URL asks for, or what came back, and what is wrong.

use std::io::Read;

use super::{SHORT, Trouble, is_file, read_input};
use crate::authorize::pasted::{self, Answer as CameBack, Pasted, What};
use crate::authorize::{self, Fault, Request};
use crate::catalogue::{Catalogue, ScopeRef};
use crate::consent::{self, Wording};
use crate::report::fault::FaultReport;
use crate::report::inspect::{InspectReport, Kind};
use crate::report::{Answer, Head, Outcome};
use crate::requirement::ScopeSet;
use crate::scope_text::{self, Named};
use crate::secrets::{MASK, Mask};
use crate::sorted;

/// What `inspect` is asked.
#[derive(Debug, Clone, Default)]
pub struct InspectRequest {
    /// The address, or text around it; `-` stands for standard input.
    pub texts: Vec<String>,
    /// The state that was sent, to be compared.
    pub state: Option<String>,
}

/// Reads an address and judges it.
///
/// # Errors
///
/// When standard input cannot be read, or there is no such address.
pub fn inspect(
    catalogue: &Catalogue,
    asked: &InspectRequest,
    input: &mut dyn Read,
) -> Result<Answer<InspectReport>, Trouble> {
    let mut texts: Vec<String> = asked.texts.iter().filter(|text| *text != "-").cloned().collect();
    if texts.len() < asked.texts.len() {
        texts.push(read_input(input, SHORT)?);
    }
    let text = texts.join(" ");
    if is_file(&text) {
        return Err(Trouble::IsFile { command: "inspect", path: text.into() });
    }
    let pasted = pasted::read(catalogue, &text).ok_or(Trouble::NoAddress)?;
    let mask = Mask::of(&text);
    let fix = pasted.mended(catalogue, catalogue.accounts.authorize).map(|url| mask.apply(&url));
    let mut faults = pasted.faults.clone();
    let state_matches = asked.state.as_ref().map(|sent| pasted.state() == Some(sent));
    if state_matches == Some(false) {
        faults.push(authorize::state_differs());
    }
    // An address cut off lacks all that it is refused for.
    sorted::sort_by_key(&mut faults, |fault| (fault.rule.id != "cut-off", fault.severity));
    let refused = authorize::is_refused(&faults);
    let faults = faults.iter().map(|fault| report(catalogue, &pasted, fault, &mask, fix.as_ref()));
    let report = InspectReport {
        head: Head::new(catalogue, "inspect"),
        faults: faults.collect(),
        refused,
        state_matches,
        fix,
        ..what(catalogue, &pasted.what, &mask)
    };
    let outcome = if refused { Outcome::No } else { Outcome::Answered };
    Ok(Answer { report, notes: Vec::new(), outcome })
}

/// What the address is, without any judgement.
fn what(catalogue: &Catalogue, what: &What, mask: &Mask) -> InspectReport {
    let (kind, request, answer, consent_screen) = match what {
        What::Request(request) => {
            let known = scope_text::look_up(catalogue, &request.scopes).into_iter();
            let scopes: Vec<ScopeRef> = known
                .filter_map(|named| match named {
                    Named::Known(at) if catalogue.scope(at).can_be_asked_for() => Some(at),
                    _ => None,
                })
                .collect();
            let screen = consent::screen(catalogue, &scopes, &ScopeSet::new(), Wording::Documented);
            (Kind::Request, Some(masked(request, mask)), None, Some(screen))
        }
        What::Answer(answer) => {
            let answer = CameBack {
                redirect_uri: mask.apply(&answer.redirect_uri),
                state: mask.apply_to(answer.state.as_ref()),
                error: mask.apply_to(answer.error.as_ref()),
                error_description: mask.apply_to(answer.error_description.as_ref()),
                ..answer.clone()
            };
            (Kind::Answer, None, Some(answer), None)
        }
        What::TokenPage => (Kind::TokenRequest, None, None, None),
    };
    InspectReport {
        head: Head::new(catalogue, "inspect"),
        kind,
        refused: false,
        state_matches: None,
        request,
        answer,
        faults: Vec::new(),
        fix: None,
        consent_screen,
    }
}

/// A request with its secrets masked.
fn masked(request: &Request, mask: &Mask) -> Request {
    // With the method "plain" the challenge is the verifier itself.
    let plain = request
        .code_challenge_method
        .as_deref()
        .is_some_and(|method| method.eq_ignore_ascii_case("plain"));
    let challenge = request.code_challenge.as_ref();
    Request {
        response_type: mask.apply(&request.response_type),
        client_id: mask.apply(&request.client_id),
        scopes: request.scopes.iter().map(|scope| mask.apply(scope)).collect(),
        redirect_uri: mask.apply(&request.redirect_uri),
        state: mask.apply_to(request.state.as_ref()),
        show_dialog: mask.apply_to(request.show_dialog.as_ref()),
        code_challenge_method: mask.apply_to(request.code_challenge_method.as_ref()),
        code_challenge: if plain {
            challenge.map(|_| MASK.to_string())
        } else {
            mask.apply_to(challenge)
        },
    }
}

fn report(
    catalogue: &Catalogue,
    pasted: &Pasted,
    fault: &Fault,
    mask: &Mask,
    fix: Option<&String>,
) -> FaultReport {
    let fix = fix.filter(|_| pasted.is_mended(catalogue, fault)).cloned();
    let mut report = FaultReport::new(catalogue, fault, fix);
    let instead = Pasted::instead(catalogue, fault);
    if report.fix.is_some() && !instead.is_empty() {
        let begins = if report.remedy.is_empty() { "the" } else { " The" };
        report.remedy.push_str(&format!("{begins} mended URL {instead}"));
    }
    FaultReport { found: mask.apply(&report.found), remedy: mask.apply(&report.remedy), ..report }
}
