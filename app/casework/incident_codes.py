"""The coded lists of incidents: acts, who did them and where, how certain it is and who says so.

Standards: MT4, MT5 … = HURIDOCS micro-thesauri by their number, term by its twelve digits; UNHCR = needs codes.
Where our code is narrower than any term, the term above it stands; where none fits, none is given.
"""

from app.casework.coded import of_person, of_process

INCIDENT_LISTS = (
    of_process(
        "act",
        "arbitrary_arrest detention unofficial_detention abduction enforced_disappearance house_confinement"
        " mass_roundup torture beating electric_shock rape attempted_rape sexual_assault sexual_harassment"
        " death_threat threat honour_killing_threat attempted_killing killing death_in_custody surveillance"
        " stalking home_raid device_search outing extortion property_confiscation forced_denunciation"
        " forced_marriage conversion_practice pressure_on_relatives forced_return travel_ban eviction dismissal"
        " fabricated_charge forced_conscription online_entrapment hate_attack refoulement_attempt deportation other",
        arbitrary_arrest="MT4:030101000000",
        detention="MT4:030102000000",
        unofficial_detention="MT5:020600000000",
        abduction="MT4:030104000000",
        enforced_disappearance="MT4:030103000000",
        house_confinement="MT4:030105000000",
        mass_roundup="MT4:030107000000",
        torture="MT4:020111110000",
        beating="MT4:020101000000",
        electric_shock="MT5:030800000000",
        rape="MT4:020111010000",
        attempted_rape="MT4:020111020000",
        sexual_assault="MT4:020111030000",
        sexual_harassment="MT4:020103050000",
        death_threat="MT4:020103020000",
        threat="MT4:020103010000",
        honour_killing_threat="UNHCR:SV-HK",
        attempted_killing="MT4:010109000000",
        death_in_custody="MT4:010106010000",
        surveillance="MT4:020103030000",
        stalking="MT4:020103040000",
        home_raid="MT4:040101000000",
        extortion="MT4:130104000000",
        property_confiscation="MT4:130107000000",
        forced_denunciation="MT36:010000000000",
        forced_marriage="MT4:070102000000",
        pressure_on_relatives="MT4:020121000000",
        travel_ban="MT4:050106000000",
        eviction="MT4:050103000000",
        dismissal="MT25:200200000000",
        refoulement_attempt="UNHCR:LP-RR",
        deportation="UNHCR:LP-RD",
    ),
    of_person(
        "perpetrator_type",
        "police armed_forces intelligence_service prison_official local_official judiciary paramilitary"
        " vigilante_group mob family_member partner_or_ex religious_leader employer teacher medical_professional"
        " trafficker online_group landlord resident_or_staff foreign_authority other",
        police="MT24:010104",
        armed_forces="MT24:010103",
        intelligence_service="MT24:010106",
        prison_official="MT24:010105",
        local_official="MT24:010102",
        judiciary="MT24:0103",
        paramilitary="MT24:020101",
        vigilante_group="MT24:020102",
        mob="MT24:020500",
        family_member="MT24:110100",
        partner_or_ex="MT24:110101",
        religious_leader="MT24:110200",
        employer="MT24:110301",
        teacher="MT24:1104",
        medical_professional="MT24:110500",
        unknown="MT24:99",
    ),
    of_process(
        "involvement",
        "carried_out ordered planned complicit present suspected failed_to_protect",
        carried_out="MT18:010100000000",
        ordered="MT18:010200000000",
        complicit="MT18:010300000000",
        present="MT18:010400000000",
        failed_to_protect="MT18:050000000000",
    ),
    of_process(
        "place_type",
        "home police_station prison government_office secret_place border_crossing vehicle hospital workplace"
        " public_place online other",
        home="MT17:010100000000",
        police_station="MT17:030500000000",
        prison="MT17:030600000000",
        government_office="MT17:030100000000",
        workplace="MT17:010200000000",
    ),
    of_process(
        "certainty",
        "confirmed likely possible unlikely",
        confirmed="MT41:010000000000",
        likely="MT41:020000000000",
        possible="MT41:030000000000",
        unlikely="MT41:040000000000",
    ),
    of_person(
        "source_connection",
        "victim witness relative colleague lawyer medical organisation third_party",
        victim="MT19:010100000000",
        witness="MT19:010200000000",
        relative="MT19:020100000000",
        colleague="MT19:020100000000",
        lawyer="MT19:040100000000",
        medical="MT19:040200000000",
        third_party="MT19:030000000000",
    ),
    of_process(
        "source_reliability",
        "highly_reliable likely_reliable unsure likely_unreliable highly_unreliable",
        highly_reliable="MT42:010000000000",
        likely_reliable="MT42:020000000000",
        unsure="MT42:030000000000",
        likely_unreliable="MT42:040000000000",
        highly_unreliable="MT42:050000000000",
    ),
)
