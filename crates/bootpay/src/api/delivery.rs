//! `PUT /delivery/start/{receipt_id}`

use crate::client_method::client_method;
use crate::concerns::Concerns;
use crate::lenient::Undocumented;
use crate::prepare::Prepare;
use crate::values::Text;

client_method! {
    "delivery.start" = Put "/delivery/start/{receipt_id}", Token, Never, Quick -> Undocumented as delivery_start;

    /// Tells the gateway of an escrow payment that shipping began. Other payments are refused.
    pub struct StartDelivery from "the official Ruby and PHP clients" {
        required {
            /// The receipt's id.
            receipt_id: String,
            /// The parcel's number.
            delivery_no: Text,
            /// The carrier's three digits: 000 another one, 001 CJ대한통운, 002 한진, 003 롯데, 004 KG로지스, 005 동부,
            /// 006 우체국, 007 로젠, 008 옐로우캡, 009 경동, 010 대신, 011 사가와, 100 direct, 101 quick service.
            delivery_corp: Text,
        }
    }
}

impl Prepare for StartDelivery {
    fn concerns(&self) -> Concerns {
        Concerns::receipt(&self.receipt_id)
    }
}
